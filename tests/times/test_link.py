"""Which time dates which act."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.events.triggers import TriggerStage
from khronika.model import Analysis, Arguments, Article, Entity, EventTime, Record, Sentence, Token, Trigger
from khronika.settings import load_settings
from khronika.times.find import TimexStage
from khronika.times.link import EventTimeStage

Parse = Callable[[str], Analysis]
SETTINGS = load_settings(values=["events.encoder=false"])
PUBLISHED = "2020-08-14"


def times(analysis: Analysis, published: str | None = PUBLISHED) -> dict[str, EventTime | None]:
    """The time of each act, by the words of its (last) trigger; acts without arguments."""
    record = Record(Article("a", analysis.text, published=published, language="en"), analysis=analysis)
    record = TriggerStage(SETTINGS.events).code(TimexStage().code(record)).adding(arguments=())
    record = EventTimeStage().code(record)
    found = {time.trigger: time for time in record.event_times or ()}
    return {trigger.text: found.get(trigger.id) for trigger in record.triggers or ()}


def span(time: EventTime | None) -> tuple[str | None, str | None] | None:
    """First and last day of a time."""
    if time is None:
        return None
    begins, ends = time.timex.begins, time.timex.ends
    return begins and begins[:10], ends and ends[:10]


DAY = ("2020-08-12", "2020-08-12")
CASES: list[tuple[str, str, tuple[str | None, str | None] | None]] = [
    ("Soldiers shelled the village on Wednesday.", "shelled", DAY),
    ("On Wednesday, soldiers shelled the village.", "shelled", DAY),
    ("Wednesday's shelling killed nine people.", "shelling", DAY),
    ("The arrests took place on Wednesday.", "arrests", DAY),
    ("Soldiers began shelling the village on Wednesday.", "shelling", DAY),
    ("On Wednesday, crowds blocked the bridge, burning tyres and attacking the police.", "attacking", DAY),
    ("The minister announced his resignation on Wednesday.", "resignation", DAY),
    ("The government announced on Wednesday that it would withdraw its troops.", "withdraw", DAY),
    ("Guards fired on the crowd while it gathered on Wednesday.", "fired", DAY),
    ("The talks held on Wednesday failed.", "talks", DAY),
    ("Soldiers have been shelling the village since Wednesday.", "shelling", ("2020-08-12", None)),
    ("Forty people have been arrested since the strike began in April.", "arrested", ("2020-04-01", None)),
    ("Rebels attacked the village from Monday to Wednesday.", "attacked", ("2020-08-10", "2020-08-12")),
    ("Rebels attacked the village between 3 and 5 May.", "attacked", ("2020-05-03", "2020-05-05")),
    ("Rebels attacked the village between 1990 and 1993.", "attacked", ("1990-01-01", "1993-12-31")),
    ("Police arrested forty people in the last five days.", "arrested", ("2020-08-09", "2020-08-14")),
    ("Police arrested forty people earlier this month.", "arrested", ("2020-08-01", "2020-08-13")),
    ("Guards detained and beat two boys on Wednesday.", "detained", DAY),
    ("A boy who was beaten by guards has died, a doctor said on Wednesday.", "beaten", None),
    ("Soldiers shelled the village after the king fled on Wednesday.", "shelled", None),
    ("They must release the prisoners by Wednesday.", "release", None),
    ("He was imprisoned for two years.", "imprisoned", None),
    ("Soldiers shelled the village.", "shelled", None),
]


@pytest.mark.parametrize(("text", "trigger", "expected"), CASES)
def test_the_time_of_an_act(parsed: Parse, text: str, trigger: str, expected: tuple[str | None, str | None] | None) -> None:
    found = times(parsed(text))
    assert trigger in found
    assert span(found[trigger]) == expected


def test_a_later_mention_takes_over_the_time(parsed: Parse) -> None:
    text = "A bomb exploded in the market on Wednesday. The attack killed nine people. Forty others were wounded."
    found = times(parsed(text))
    assert {word: span(time) for word, time in found.items()} == dict.fromkeys(found, DAY)
    assert len(found) >= 3
    last = found["wounded"]
    assert last is not None
    assert last.by.startswith("earlier mention")


@pytest.mark.parametrize(
    "later",
    [
        "The union demanded the release of the strikers.",  # another act
        "Strikes are rare here.",  # any strike
        "They have been on strike often.",  # not told of this one
    ],
)
def test_what_is_no_mention_of_the_same_act_has_no_time(parsed: Parse, later: str) -> None:
    found = times(parsed(f"Miners went on strike on Wednesday. {later}"))
    others = {word: time for word, time in found.items() if time is None or not time.by.startswith(("modifies", "time of"))}
    assert all(time is None for time in others.values())


def test_acts_of_other_countries_are_other_acts(parsed: Parse) -> None:
    analysis = parsed("Troops shelled the town on Wednesday. The shelling of the port killed nine people.")
    record = Record(Article("a", analysis.text, published=PUBLISHED, language="en"), analysis=analysis)
    record = TriggerStage(SETTINGS.events).code(TimexStage().code(record))
    assert record.triggers is not None

    def coded(countries: tuple[str, str]) -> tuple[EventTime, ...]:
        entities = [Entity(0, 1, "T", 0, country=country) for country in countries]
        first, second = (t for t in record.triggers or () if t.text.startswith("shell"))
        arguments = (Arguments(first.id, actors=(entities[0],)), Arguments(second.id, actors=(entities[1],)))
        found = EventTimeStage().code(record.adding(arguments=arguments)).event_times or ()
        return tuple(time for time in found if time.trigger == second.id)

    assert coded(("NOR", "NOR"))
    assert not coded(("NOR", "SWE"))


def test_without_a_day_of_publication_relative_times_date_nothing(parsed: Parse) -> None:
    found = times(parsed("Soldiers shelled the village on Wednesday. In 2010 rebels attacked the port."), None)
    assert span(found["shelled"]) is None
    assert span(found["attacked"]) == ("2010-01-01", "2010-12-31")


def test_every_time_is_a_stretch_of_the_text(parsed: Parse) -> None:
    for text, _, _ in CASES:
        for time in times(parsed(text)).values():
            if time is not None:
                assert text[time.timex.start : time.timex.end] == time.timex.text
                assert time.by


WORDS = [
    "Friday",
    "shelled",
    "attack",
    "since",
    "until",
    "from",
    "to",
    "between",
    "and",
    "May",
    "3",
    "the",
    "weeks",
    "after",
    "1990",
    "yesterday",
]
RELATIONS = [
    "obl",
    "nmod",
    "nsubj",
    "obj",
    "advcl",
    "acl",
    "acl:relcl",
    "ccomp",
    "xcomp",
    "conj",
    "case",
    "mark",
    "aux",
    "cop",
    "det",
    "compound",
]


@given(st.data())
def test_any_tree_can_be_linked(data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=14))
    text, tokens, at = " ".join(words), [], 0
    for i, word in enumerate(words):
        head = data.draw(st.integers(0, i))
        relation = data.draw(st.sampled_from(RELATIONS)) if head != i else "root"
        upos = data.draw(st.sampled_from(["VERB", "NOUN", "PROPN", "ADP", "AUX"]))
        feats = data.draw(st.sampled_from([{}, {"Tense": "Past", "VerbForm": "Fin"}, {"VerbForm": "Inf"}]))
        tokens.append(Token(i, at, at + len(word), word, word.lower(), upos, feats, head, relation, 0))
        at += len(word) + 1
    analysis = Analysis(text, "en", tuple(tokens), (Sentence(0, 0, len(text), 0, len(tokens), 0, False),))
    heads = data.draw(st.sets(st.integers(0, len(tokens) - 1), max_size=4))
    triggers = tuple(
        Trigger(f"t{i}", tokens[i].start, tokens[i].end, tokens[i].text, i, data.draw(st.sampled_from(["ASSAULT", "REQUEST"])))
        for i in heads
    )
    record = TimexStage().code(Record(Article("a", text, published=PUBLISHED, language="en"), analysis=analysis, triggers=triggers))
    found = EventTimeStage().code(record.adding(arguments=())).event_times or ()
    assert {time.trigger for time in found} <= {trigger.id for trigger in triggers}
    for time in found:
        timex = time.timex
        assert text[timex.start : timex.end] == timex.text
        assert timex.begins is not None or timex.ends is not None
        assert timex.begins is None or timex.ends is None or timex.begins <= timex.ends


def test_an_article_without_acts_or_times_has_no_event_times() -> None:
    empty = Record(Article("a", ""), timexes=(), triggers=(), arguments=())
    assert EventTimeStage().code(empty).event_times == ()
