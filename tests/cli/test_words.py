from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.cli import words
from khronika.cli.say import printable
from khronika.model import Entity, EventSource, Quantity, Timex, Toponym


def timex(begins, ends, precision="day"):
    return Timex(0, 4, "then", "DATE", "X", begins, ends, precision)


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        ("2020-08-14", "2020-08-14", "14 Aug 2020"),
        ("2020-08-14T06:00", "2020-08-14T11:59", "14 Aug 2020, 06:00–11:59"),
        ("2020-08-14T10:30", "2020-08-14T10:30", "14 Aug 2020, 10:30"),
        ("2020-08-09", "2020-08-14", "9 Aug 2020 – 14 Aug 2020"),
        ("2020-08-01", "2020-08-31", "Aug 2020"),
        ("2020-02-01", "2020-02-29", "Feb 2020"),
        ("2020-01-01", "2020-12-31", "2020"),
        ("2020-08", "2020-08", "Aug 2020"),
        ("2020", "2020", "2020"),
        ("2020-08-09", None, "from 9 Aug 2020"),
        (None, "2020-08-09", "until 9 Aug 2020"),
        (None, None, "“then”"),
        ("9999-12-01", "9999-12-31", "1 Dec 9999 – 31 Dec 9999"),
    ],
)
def test_times(begins, ends, said):
    assert words.time(timex(begins, ends)) == said


@pytest.mark.parametrize(
    ("low", "high", "approximate", "role", "said"),
    [
        (40, 40, False, "arrested", "40 arrested"),
        (1000.0, 1000.0, True, "released", "about 1,000 released"),
        (20, None, False, "dead", "at least 20 dead"),
        (None, 300, False, "injured", "up to 300 injured"),
        (24, 99, True, "participants", "24–99 people"),
        (1.5, 1.5, False, "other", "1.5 bus"),
        (5e6, 5e6, False, "money_usd", "US$ 5,000,000"),
        (None, None, False, "dead", "many dead"),
    ],
)
def test_quantities(low, high, approximate, role, said):
    assert words.quantity(Quantity(0, 4, "many", low, high, approximate, unit="bus", role=role)) == said


def test_a_part_of_a_whole():
    whole = Quantity(0, 4, "7,000", 7000, 7000, role="arrested")
    assert words.quantity(Quantity(0, 4, "1,000", 1000, 1000, role="released", of=whole)) == "1,000 released of 7,000 arrested"


def test_entities_places_and_sources():
    assert words.entity(Entity(0, 2, "he", 0, means="Ann Lee", country="BLR", sector="GOV")) == "he (Ann Lee) BLR GOV"
    assert words.entity(Entity(0, 2, "President Ann Lee", 0, name="Ann Lee")) == "President Ann Lee"
    assert words.place(Toponym(0, 5, "Minsk", country="BLR", precision="city")) == "Minsk, BLR"
    assert words.place(Toponym(0, 7, "Belarus", country="BLR", precision="country")) == "Belarus"
    assert words.source(EventSource("t", "police", 0, 6)) == "police"
    assert words.source(EventSource("t", "police", 0, 6, certainty="denies")) == "police (denies)"


@given(st.text(alphabet=st.characters(codec=None)))
def test_what_is_printed_is_one_line_without_control_characters(text):
    shown = printable(text)
    assert len(shown) == len(text)
    assert len(shown.splitlines()) <= 1
    assert "\x1b" not in shown
    shown.encode("utf-8")
    assert len(words.short(text, 20)) <= 20
