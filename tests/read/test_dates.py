from __future__ import annotations

import datetime

import pytest
from hypothesis import given as cases
from hypothesis import strategies as st

from khronika.read.dates import from_dateline, from_url, given


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2020-08-14", "2020-08-14"),
        (" 2020-08-14 ", "2020-08-14"),
        ("2020-08-14T10:30", "2020-08-14T10:30"),
        ("2020-08-14 10:30:05Z", "2020-08-14T10:30:05Z"),
        ("2020-08-14T10:30:05.25+03:00", "2020-08-14T10:30:05.25+03:00"),
        ("2020-02-29", "2020-02-29"),
        ("2019-02-29", None),
        ("2020-13-45", None),
        ("2020-08-14T25:00", None),
        ("14.08.2020", None),
        ("20200814", None),
        ("2020-W33-5", None),
        ("yesterday", None),
        ("", None),
        ("2020-08-14\n2020", None),
    ],
)
def test_a_given_date_is_taken_only_in_the_forms_of_the_contract(value, expected):
    assert given(value) == expected


@cases(st.dates())
def test_every_day_survives(day):
    assert given(day.isoformat()) == day.isoformat()


@cases(st.text())
def test_whatever_is_given_is_a_date_or_none(value):
    found = given(value)
    assert found is None or datetime.datetime.fromisoformat(found)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://paper.example/2020/08/14/minsk", "2020-08-14"),
        ("https://paper.example/world/2020/aug/14/minsk", "2020-08-14"),
        ("https://paper.example/2020-8-4-minsk.html", "2020-08-04"),
        ("https://paper.example/a/20200814/b", "2020-08-14"),
        ("https://paper.example/2020/13/45/minsk", None),
        ("https://paper.example/2020/08/", None),
        ("https://paper.example/id/12020081455", None),
        ("https://paper.example/2020/xyz/14/", None),
        ("https://paper.example/2020/02/31/2020/03/01", "2020-03-01"),
    ],
)
def test_the_day_in_an_address(url, expected):
    assert from_url(url) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MINSK, August 14, 2020 (Agency) — Police arrested 40 people.", "2020-08-14"),
        ("MINSK, Belarus, Aug. 14, 2020 - Police arrested 40 people.", "2020-08-14"),
        ("Minsk, 14 August 2020. Nothing follows.", None),
        ("(Brest, 3rd September 2020) Workers walked out.", "2020-09-03"),
        ("Published: 14 August 2020, 10:30\n\nPolice arrested 40.", "2020-08-14"),
        ("A headline\nFriday, August 14, 2020\n\nPolice arrested 40.", "2020-08-14"),
        ("14.08.2020\nPolice arrested 40.", "2020-08-14"),
        ("Минск, 14 августа 2020 — Милиция задержала сорок человек.", "2020-08-14"),
        ("2020-08-14\nPolice arrested 40.", "2020-08-14"),
        # No year, no dateline, too far down, no day.
        ("MINSK, Aug 14 (Agency) — Police arrested 40 people.", None),
        ("The protest of August 14, 2020 was the largest that the city had seen.", None),
        ("One.\nTwo.\nThree.\n14 August 2020\n", None),
        ("31 February 2020\nPolice arrested 40.", None),
        ("", None),
    ],
)
def test_the_day_in_a_dateline(text, expected):
    assert from_dateline(text) == expected


@cases(st.text(alphabet="aA 1234567890.,:()-—/\nAugust20", max_size=300))
def test_no_text_breaks_the_dateline(text):
    found = from_dateline(text)
    assert found is None or datetime.date.fromisoformat(found)
