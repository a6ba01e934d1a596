"""What sanctions consist of and how far they have come, on sentences written for the project; triggers are given by hand."""

from __future__ import annotations

import pytest

from khronika.language.analyse import analyse
from khronika.model import Article, Measure, Record, Trigger
from khronika.quantities.measures import MeasureStage

Found = list[tuple[str, str, str | None]]


def measures(text: str, words: str, event_type: str = "SANCTION", mode: str = "discontinue") -> tuple[Measure, ...]:
    """The measures of events at the given words of a text."""
    analysis = analyse(text, "en")
    triggers = []
    for word in words.split():
        token = next(t for t in analysis.tokens if t.text == word)
        triggers.append(Trigger(word, token.start, token.end, word, token.i, event_type, (mode,)))
    record = MeasureStage().code(Record(Article("a", text), analysis=analysis, triggers=tuple(triggers)))
    assert all(text[m.start : m.end] == m.text and m.by for m in record.measures or ())
    return record.measures or ()


CASES: list[tuple[str, str, Found]] = [
    (
        "The union extended sanctions on the junta, prolonging an arms embargo and asset freezes, as well as visa bans.",
        "sanctions",
        [("sanctions", "arms-embargo", "extended"), ("sanctions", "asset-freeze", "extended"), ("sanctions", "travel-ban", "extended")],
    ),
    ("The council imposed an asset freeze on nine colonels.", "freeze", [("freeze", "asset-freeze", "adopted")]),
    ("The treasury froze the accounts of two banks.", "froze", [("froze", "asset-freeze", "adopted")]),
    ("The envoys agreed to impose an arms embargo.", "embargo", [("embargo", "arms-embargo", "agreed")]),
    ("Ministers are considering a travel ban on the general.", "ban", [("ban", "travel-ban", "discussed")]),
    ("The senator proposed a ban on imports of timber.", "ban", [("ban", "trade-ban", "proposed")]),
    ("The council lifted the arms embargo.", "embargo", [("embargo", "arms-embargo", "lifted")]),
    ("The kingdom expelled five diplomats.", "expelled", [("expelled", "diplomatic-expulsion", "adopted")]),
    ("The donors suspended aid to the ministry.", "suspended", [("suspended", "aid-suspension", "adopted")]),
    (
        "The kingdom expelled five diplomats and suspended aid to the island.",
        "expelled suspended",
        [("expelled", "diplomatic-expulsion", "adopted"), ("suspended", "aid-suspension", "adopted")],
    ),
    ("The sanctions include a ban on arms sales.", "sanctions", [("sanctions", "arms-embargo", None)]),
    ("The union imposed oil sanctions.", "sanctions", [("sanctions", "sectoral", "adopted")]),
    ("The union imposed sanctions.", "sanctions", []),
    ("The union lifted a ban on banks that it had blacklisted.", "blacklisted", [("blacklisted", "other", "adopted")]),
    ("The governor banned all rallies.", "banned", [("banned", "other", "adopted")]),
    ("The ban angered the fans.", "ban", []),
]


@pytest.mark.parametrize(("text", "words", "found"), CASES, ids=[case[0] for case in CASES])
def test_measures(text: str, words: str, found: Found) -> None:
    assert [(m.trigger, m.type, m.stage) for m in measures(text, words)] == found


@pytest.mark.parametrize(
    ("event_type", "mode", "count"),
    [("SANCTION", "discontinue", 1), ("COERCE", "restrict", 1), ("COERCE", "arrest", 0), ("CONSULT", "visit", 0), ("CONCEDE", "", 1)],
)
def test_which_events_have_measures(event_type: str, mode: str, count: int) -> None:
    assert len(measures("The regent announced a travel ban.", "ban", event_type, mode)) == count


def test_measures_of_another_sentence_stay_away() -> None:
    assert measures("The union imposed sanctions. An arms embargo exists elsewhere.", "sanctions") == ()
