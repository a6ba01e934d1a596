"""What the table of office holders says at a date, through the stages that look it up."""

from __future__ import annotations

import pytest

from khronika.actors.knowledge import Fact, knowledge
from khronika.actors.lexicon import pick
from khronika.actors.surnames import by_surname, holders


@pytest.mark.parametrize(
    ("name", "date", "country", "sector"),
    [
        ("George Bush", "1991-01-16", "USA", "GOV"),
        ("George Bush", "2003-03-19", "USA", "GOV"),
        ("Alexander Lukashenko", "2020-08-14", "BLR", "GOV"),
        ("Sviatlana Tsikhanouskaya", "2020-08-14", "BLR", "OPP"),
        ("Nelson Mandela", "1993-05-01", "ZAF", "OPP"),
        ("Nelson Mandela", "1995-05-01", "ZAF", "GOV"),
        ("António Guterres", "2000-01-01", "PRT", "GOV"),
        ("António Guterres", "2018-01-01", "UNO", None),
        ("Yasser Arafat", "1985-01-01", "PSE", "REB"),
        ("Yasser Arafat", "2000-01-01", "PSE", "GOV"),
    ],
)
def test_the_row_in_force_decides(name: str, date: str, country: str, sector: str | None):
    fact, _ = pick(knowledge().names[name.lower() if name.isascii() else "antonio guterres"], date)
    assert fact.holds(date)
    assert (fact.country, fact.sector) == (country, sector)


def test_between_two_offices_the_past_one_counts():
    fact, _ = pick(knowledge().names["joe biden"], "2019-05-01")
    assert (fact.until, fact.over("2019-05-01")) == ("2017-01-20", True)


def test_every_term_is_known_by_surname():
    found = [by_surname(holders()["trump"], date, {"USA"}) for date in ("2018-05-01", "2025-05-01")]
    assert [fact.since if isinstance(fact, Fact) else None for fact in found] == ["2017-01-20", "2025-01-20"]


def test_names_have_at_most_six_words():
    # Longer ones would hardly be printed, and slow the search for names down.
    assert [f.name for f in knowledge().people if len(f.name.split()) > 6] == []
