"""Sources of events on sentences written for the project; triggers, mentions and arguments are set by hand."""

from __future__ import annotations

import pytest

from khronika.attribution.find import AttributionStage
from khronika.attribution.link import SourceStage
from khronika.language.analyse import analyse
from khronika.model import Analysis, Arguments, Article, Entity, EventSource, Record, Trigger

Pairs = tuple[tuple[str, str], ...]
Mentions = tuple[tuple[str, dict[str, object]], ...]


def head(analysis: Analysis, words: str) -> int:
    """The last token of some words."""
    token = analysis.token_at(analysis.text.index(words) + len(words) - 1)
    assert token is not None
    return token.i


def mention(analysis: Analysis, words: str, **fields: object) -> Entity:
    """A mention made of some words, its head the last of them."""
    start = analysis.text.index(words)
    return Entity(start, start + len(words), words, head(analysis, words), **fields)  # type: ignore[arg-type]


def sources(
    text: str, word: str, event_type: str = "ASSAULT", *, also: Pairs = (), mentions: Mentions = (), actors: tuple[str, ...] = ()
) -> list[EventSource]:
    """Sources of the event that `word` triggers; `also` are other triggers and types, `actors` those of the event among `mentions`."""
    analysis = analyse(text, "en")
    entities = tuple(mention(analysis, words, **fields) for words, fields in mentions)
    triggers = []
    for words, kind in ((word, event_type), *also):
        start = text.index(words)
        triggers.append(Trigger(words, start, start + len(words), words, head(analysis, words), kind))
    record = Record(Article("a", text), analysis, triggers=tuple(triggers), entities=entities)
    record = record.adding(arguments=(Arguments(word, tuple(e for e in entities if e.text in actors)),))
    record = SourceStage().code(AttributionStage().code(record))
    return [s for s in record.sources or () if s.trigger == word]


def told(text: str, word: str, event_type: str = "ASSAULT", **more: object) -> list[tuple[str, str]]:
    """Words and cue of each source."""
    return [(s.text, s.cue or "") for s in sources(text, word, event_type, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Rebels shelled the harbour.", "shelled", []),
        ("Police said that rebels shelled the harbour.", "shelled", [("Police", "said")]),
        ("Rebels shelled the harbour, police said.", "shelled", [("police", "said")]),
        ("“Rebels shelled the harbour,” Olm told reporters. “Two boats were hit.”", "hit", [("Olm", "told")]),
        ("Rebels shelled the harbour, according to a radio station.", "shelled", [("a radio station", "according to")]),
        ("The harbour was reportedly shelled.", "shelled", [("reportedly", "reportedly")]),
        ("The boys arrested at the port were reportedly beaten.", "arrested", []),
        ("The boys arrested at the port were reportedly beaten.", "beaten", [("reportedly", "reportedly")]),
        ("The bishop accused the army of burning villages.", "burning", [("The bishop", "accused")]),
        ("The army was accused of burning villages.", "burning", [("was accused", "was accused")]),
        ("The premier denied that soldiers beat the boys.", "beat", [("The premier", "denied")]),
        ("The colonel, who said rebels shelled the harbour, fled.", "shelled", [("The colonel", "said")]),
        ("Police confirmed the arrest of two boys.", "arrest", [("Police", "confirmed")]),
        ("Police announced the arrest of two boys.", "arrest", []),
        ("Unions called for a strike.", "strike", []),
        ("The envoy condemned a raid on the port.", "raid", []),
        ("Crowds welcomed the raid.", "raid", []),
        ("An alleged attack emptied the port.", "attack", [("alleged", "alleged")]),
    ],
)
def test_who_says_so(text: str, word: str, expected: list[tuple[str, str]]) -> None:
    assert told(text, word) == expected


def test_a_chain_names_the_innermost_source_first() -> None:
    text = "The Daily Post reported that a guard said rebels shelled the harbour."
    assert told(text, "shelled") == [("a guard", "said"), ("The Daily Post", "reported")]


def test_an_act_taken_for_known_has_no_source() -> None:
    assert told("Olm said that the protests were useless.", "protests", "PROTEST") == []
    assert told("Olm said that protests broke out.", "protests", "PROTEST") == [("Olm", "said")]


def test_what_is_asked_for_is_not_told_by_who_reports_the_request() -> None:
    text = "Radio Lund reported that the mayor urged troops to withdraw."
    assert told(text, "urged", "REQUEST", also=(("withdraw", "RETREAT"),)) == [("Radio Lund", "reported")]
    assert told(text, "withdraw", "RETREAT", also=(("urged", "REQUEST"),)) == []


def test_an_act_of_speech_is_not_attributed_to_its_own_speaker() -> None:
    mentions = (("Olm", {"name": "Jan Olm", "chain": 1}), ("he", {"means": "Jan Olm", "chain": 1}))
    assert told("Olm said that he opposes the plan.", "opposes", "ACCUSE", mentions=mentions, actors=("he",)) == []
    assert told("Olm said that he closed the port.", "closed", "COERCE", mentions=mentions, actors=("he",)) == [("Olm", "said")]
    assert told("Olm said that he will support the plan.", "support", "SUPPORT", mentions=mentions, actors=("he",)) == [("Olm", "said")]


def test_the_trigger_of_a_cue_is_not_in_its_own_content() -> None:
    assert told("The bishop accused the army of burning villages.", "accused", "ACCUSE") == []


def test_name_country_and_sector_are_those_of_the_mention() -> None:
    [one] = sources(
        "The envoy said that rebels shelled the harbour.", "shelled",
        mentions=(("The envoy", {"means": "Ana Horvat", "country": "HRV", "sector": "GOV"}),),
    )  # fmt: skip
    assert (one.name, one.country, one.sector, one.certainty, one.by) == ("Ana Horvat", "HRV", "GOV", "asserts", "verbs.tsv: say")
    assert "The envoy said that rebels shelled the harbour."[one.start : one.end] == one.text


def test_a_source_on_a_side_of_the_event_is_a_party() -> None:
    text = "Officers said that police beat the boys."
    sides = (("Officers", {"country": "HRV", "sector": "COP"}), ("police", {"country": "HRV", "sector": "COP"}))
    assert [s.party for s in sources(text, "beat", mentions=sides, actors=("police",))] == [True]
    others = (("Officers", {"country": "AUT", "sector": "COP"}), ("police", {"country": "HRV", "sector": "COP"}))
    assert [s.party for s in sources(text, "beat", mentions=others, actors=("police",))] == [False]


def test_without_an_analysis_there_are_no_sources() -> None:
    assert SourceStage().code(Record(Article("a", "x"))).sources == ()
