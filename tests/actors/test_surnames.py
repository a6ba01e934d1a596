"""Office holders by surname, and names with and without marks on their letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.actors.folding import folded
from khronika.actors.knowledge import Fact
from khronika.actors.surnames import by_surname, surnames_of


def fact(name: str, country: str, since: str = "", until: str = "") -> Fact:
    return Fact(name, country, "GOV", (), "person", f"office_holders:{name}", since=since, until=until)


@pytest.mark.parametrize(
    ("name", "country", "words"),
    [("Vladimir Putin", "RUS", ["putin"]), ("Bashar al-Assad", "SYR", ["al-assad", "assad"]), ("Xi Jinping", "CHN", ["jinping", "xi"]),
     ("Recep Tayyip Erdoğan", "TUR", ["erdogan"]), ("Sukarno", "IDN", [])],
)  # fmt: skip
def test_what_names_are_shortened_to(name: str, country: str, words: list[str]) -> None:
    assert list(surnames_of(fact(name, country))) == words


def test_the_country_of_the_article_decides_between_holders() -> None:
    two = (fact("Ivan Kovac", "HRV", "2010"), fact("Jan Kovac", "SVK", "2011"))
    assert by_surname(two, "2015-01-01", {"SVK"}) is two[1]
    assert by_surname(two, "2015-01-01", set()) is None
    assert by_surname(two, "2015-01-01", {"SVK", "HRV"}) is None


def test_those_long_out_of_office_need_a_full_name() -> None:
    old = (fact("John Kent", "USA", "1961", "1963"),)
    assert by_surname(old, "1970-01-01", set()) is old[0]
    assert by_surname(old, "2020-01-01", set()) is None
    assert by_surname(old, "1950-01-01", set()) is None


def test_the_present_holder_wins_over_a_former_one() -> None:
    father, son = fact("A Kim", "PRK", "1990", "2011-12"), fact("B Kim", "PRK", "2011-12")
    assert by_surname((father, son), "2015-01-01", set()) is son


@given(st.text(max_size=60))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(folded(text)) == len(text)
    assert folded(folded(text)) == folded(text)


def test_folding_takes_marks_off() -> None:
    assert folded("Erdoğan, Łódź, Đukanović, São Tomé, Türkiye’s İzmir") == "Erdogan, Lodz, Dukanovic, Sao Tome, Turkiye's Izmir"
