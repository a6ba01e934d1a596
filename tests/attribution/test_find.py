"""Sources, cues and contents on sentences written for the project."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.attribution.find import AttributionStage
from khronika.language.analyse import analyse
from khronika.model import Article, Entity, Record

Annotate = Callable[[str], Record]
Find = Callable[[str], list[tuple[str, str, str]]]
Words = Callable[[str, tuple[tuple[int, int], ...]], str]

REPORTED = [
    ("Harbour police said that two boats had sunk.", ("Harbour police", "said", "that two boats had sunk")),
    ("Two boats had sunk, harbour police said on Friday.", ("harbour police", "said", "Two boats had sunk")),
    ("The bridge, the engineers warned, would not hold.", ("the engineers", "warned", "The bridge | would not hold")),
    ("In addition, the governor said, schools would close.", ("the governor", "said", "schools would close")),
    ("The lawyer said in a letter that the trial was unfair.", ("The lawyer", "said", "that the trial was unfair")),
    ("As the Daily Post reported, the talks have failed.", ("the Daily Post", "reported", "the talks have failed")),
    ("The colonel, who said his men had fired first, was dismissed.", ("who", "said", "his men had fired first")),
    ("A poll showed that most farmers oppose the tax.", ("A poll", "showed", "that most farmers oppose the tax")),
    (
        "Rebels overran a base in the north, officials said Tuesday, killing at least 17 soldiers.",
        ("officials", "said", "Rebels overran a base in the north | killing at least 17 soldiers"),
    ),
    ("Olm is said to have fled the country.", ("", "is said", "Olm | to have fled the country")),
    ("It is believed that the smugglers fled.", ("", "is believed", "that the smugglers fled")),
    ("The spokesman was quoted as saying that talks would resume.", ("The spokesman", "was quoted as saying", "that talks would resume")),
]
SPOKEN = [
    (
        "“We will rebuild the school,” said Ana Horvat, the mayor of Lund. “Nobody will pay for it.”",
        ("Ana Horvat, the mayor of Lund", "said", "“We will rebuild the school,” | “Nobody will pay for it.”"),
    ),
    ("The minister told reporters: “The border stays closed.”", ("The minister", "told", "“The border stays closed.”")),
    ("“The border,” she said, “stays closed.”", ("she", "said", "“The border,” | “stays closed.”")),
    ('The ministry added: "We have no plans."', ("The ministry", "added:", '"We have no plans."')),
    ('"Where are our sons?" asked a woman in the crowd.', ("a woman", "asked", '"Where are our sons?"')),
    ("‘We won’t go,’ she said.", ("she", "said", "‘We won’t go,’")),
    ('"No," he said. "We stay." The crowd cheered.', ("he", "said", '"No," | "We stay."')),
    ("“We held the line,” she beamed.", ("she", "beamed", "“We held the line,”")),
    (
        "The port was closed and “nobody knows why,” the captain said.",
        ("the captain", "said", "The port was closed and “nobody knows why,”"),
    ),
    ("Olm said that the port was “a grave.”", ("Olm", "said", "that the port was “a grave.”")),
]
APART = [
    ("On the show “Night Talk,” Olm said that the port was closed.", ("Olm", "said", "that the port was closed")),
    ("After the rebels fled, Olm discussed the truce.", ("Olm", "discussed", "the truce")),
    (
        "LUND, May 3 - President Ana Horvat said on Monday that the port was closed.",
        ("President Ana Horvat", "said", "that the port was closed"),
    ),
]
OTHERS = [
    (
        "According to the Red Crescent, forty families lost their homes.",
        ("the Red Crescent", "According to", "forty families lost their homes"),
    ),
    (
        "Forty families lost their homes, according to the Red Crescent.",
        ("the Red Crescent", "according to", "Forty families lost their homes"),
    ),
    (
        "The rebels, according to a local radio station, have left the valley.",
        ("a local radio station", "according to", "The rebels | have left the valley"),
    ),
    ("The convoy was reportedly attacked near the dam.", ("", "reportedly", "The convoy was | attacked near the dam")),
    ("The alleged attack shocked the town.", ("", "alleged", "attack")),
    ("Mayor: We will not resign", ("Mayor", ":", "We will not resign")),
    ("A report by the ombudsman found that guards beat prisoners.", ("A report by the ombudsman", "found", "that guards beat prisoners")),
    ("The envoy voiced concern about the arrests.", ("The envoy", "voiced concern about", "the arrests")),
    ("She is confident that the truce will hold.", ("She", "is confident", "that the truce will hold")),
    ("Deputies made clear that they would vote no.", ("Deputies", "made clear", "that they would vote no")),
    ("The general was accused of burning villages.", ("", "was accused", "The general | of burning villages")),
    ("The bishop accused the army of burning villages.", ("The bishop", "accused", "the army of burning villages")),
    ("Union leaders called for a strike.", ("Union leaders", "called for", "a strike")),
    ("The party issued a statement condemning the raid.", ("The party", "issued a statement condemning", "the raid")),
    ("He called the verdict “a farce.”", ("He", "called", "the verdict “a farce.”")),
    ("The premier promised to release the prisoners.", ("The premier", "promised", "to release the prisoners")),
]


@pytest.mark.parametrize(("text", "expected"), REPORTED + SPOKEN + APART + OTHERS)
def test_source_cue_and_content(found: Find, text: str, expected: tuple[str, str, str]) -> None:
    assert found(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Snow fell on the harbour all night.",
        "He said nothing.",
        "The so-called “iron gate” is a bridge.",
        "The committee would support a new vote.",
        "Soldiers moved to condemn the building.",
    ],
)
def test_the_writer_speaks_alone(found: Find, text: str) -> None:
    assert found(text) == []


def test_what_follows_a_content_is_an_attribution_of_its_own(found: Find) -> None:
    text = "Witnesses said soldiers fired at the crowd, adding that dozens fell."
    assert found(text) == [("Witnesses", "said", "soldiers fired at the crowd"), ("Witnesses", "adding", "that dozens fell")]


def test_attributions_inside_others_say_in_which(annotated: Annotate, words: Words) -> None:
    text = "Prosecutors said that Olm had told the court that he was ill."
    outer, inner = annotated(text).attributions or ()
    assert (outer.within, inner.within) == (None, 0)
    assert words(text, inner.content) == "that he was ill"


def test_thoughts_inside_words_are_part_of_the_words(found: Find) -> None:
    assert [cue for _, cue, _ in found("Olm said that he supports the strike.")] == ["said"]


def test_a_quote_over_paragraphs_has_one_speaker(found: Find) -> None:
    text = "“The wells are dry,” the farmer said. “Nobody came.\n\n“We dug for days.”\n\nThe road is closed."
    assert found(text) == [("the farmer", "said", "“The wells are dry,” | “Nobody came. | “We dug for days.”")]


def test_a_quote_that_fills_the_next_paragraph_goes_on(found: Find) -> None:
    text = "“The wells are dry,” the farmer said.\n\n“Nobody came.”\n\nThe road is closed."
    assert found(text) == [("the farmer", "said", "“The wells are dry,” | “Nobody came.”")]


def test_a_colon_hands_over_to_the_next_paragraph(found: Find) -> None:
    assert found("The farmer told us:\n\n“The wells are dry.”") == [("The farmer", "told", "“The wells are dry.”")]


@pytest.mark.parametrize(
    ("text", "certainty", "kind", "tells"),
    [
        ("Police said that he fled.", "asserts", "says", True),
        ("Police believe that he fled.", "believes", "thinks", True),
        ("Police suspect that he fled.", "suspects", "thinks", True),
        ("Police doubt that he fled.", "doubts", "thinks", True),
        ("Police denied that he fled.", "denies", "says", True),
        ("Police found that he had fled.", "asserts", "knows", True),
        ("Police demanded that he leave.", "asserts", "asks", False),
        ("Police welcomed the ban.", "asserts", "judges", False),
        ("Police refused to leave.", "asserts", "wants", False),
        ("Police reported the arrest of two boys.", "asserts", "says", True),
        ("Police announced the arrest of two boys.", "asserts", "says", False),
    ],
)
def test_how_sure_and_of_what_kind(annotated: Annotate, text: str, certainty: str, kind: str, tells: bool) -> None:
    [one] = annotated(text).attributions or ()
    assert (one.certainty, one.kind, one.tells) == (certainty, kind, tells)


def test_names_come_from_the_mentions() -> None:
    text = "Ana Horvat left. She said that the vote was lost."
    analysis = analyse(text, "en")
    she = next(t for t in analysis.tokens if t.text == "She")
    entity = Entity(she.start, she.end, "She", she.i, "person", means="Ana Horvat", chain=0)
    record = AttributionStage().code(Record(Article("a", text), analysis=analysis, entities=(entity,)))
    [one] = record.attributions or ()
    assert (one.source_name, one.source_head, one.by) == ("Ana Horvat", she.i, "verbs.tsv: say")


def test_names_of_relative_pronouns_are_those_of_their_noun() -> None:
    text = "The colonel, who said his men had fired first, was dismissed."
    analysis = analyse(text, "en")
    entity = Entity(0, 11, "The colonel", 1, "person", name="Jan Olm")
    [one] = AttributionStage().code(Record(Article("a", text), analysis=analysis, entities=(entity,))).attributions or ()
    assert one.source_name == "Jan Olm"


def test_without_an_analysis_there_is_nothing_to_find() -> None:
    assert AttributionStage().code(Record(Article("a", "x"))).attributions == ()


WORDS = """said told Olm he that the police according to reportedly left who was accused of as saying claim alleged called clear make"""
MARKS = ["“", "”", '"', "''", ",", ".", ":", "—", "(", "\n", "\u00a0"]


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(WORDS.split() + MARKS), max_size=25).map(" ".join))
def test_any_text_gives_spans_in_order_within_it(text: str) -> None:
    record = AttributionStage().code(Record(Article("a", text), analysis=analyse(text, "en"), entities=()))
    attributions = record.attributions or ()
    for one in attributions:
        assert one.cue and one.content
        assert one.within is None or 0 <= one.within < len(attributions)
        for spans in (one.source, one.cue, one.content):
            assert all(0 <= start < end <= len(text) for start, end in spans)
            assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
