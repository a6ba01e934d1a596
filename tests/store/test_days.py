"""Days and the numbers that begin with them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.store import days

DAYS = st.dates().map(str)


@pytest.mark.parametrize(
    ("stamp", "first", "last"),
    [
        ("2020-08-14", "2020-08-14", "2020-08-14"), ("2020-08-14T06:00", "2020-08-14", "2020-08-14"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2020", "2020-01-01", "2020-12-31"), ("2020-02-30", None, None), ("2020-13", None, None), ("0000", None, None),
        ("soon", None, None), ("", None, None), (None, None, None), ("20200814", None, None),
    ],
)  # fmt: skip
def test_first_and_last_day_of_a_stamp(stamp, first, last):
    assert (days.first_day(stamp), days.last_day(stamp)) == (first, last)


@pytest.mark.parametrize(
    ("time", "published", "wanted"),
    [
        (None, "2020-08-14", ("2020-08-14", "2020-08-14", "published")),
        (None, None, (None, None, None)),
        ({"start": "2020-08-09", "end": "2020-08-11"}, "2020-08-14", ("2020-08-09", "2020-08-11", "time")),
        ({"start": None, "end": "2020-08-11"}, None, ("2020-08-11", "2020-08-11", "time")),
        ({"start": "2020-08-09", "end": None}, None, ("2020-08-09", "2020-08-09", "time")),
        ({"start": "2020-08-09", "end": "2019"}, None, ("2020-08-09", "2020-08-09", "time")),
        ({"start": "1994", "end": "2020"}, None, ("1994-01-01", "1994-01-01", "time")),  # too long: counts by its beginning
        ({"start": None, "end": None}, "2020-08-14", ("2020-08-14", "2020-08-14", "published")),
    ],
)
def test_interval_of_an_event(time, published, wanted):
    assert days.interval({"time": time}, published) == wanted


@given(DAYS, DAYS, st.integers(0, 2**40 - 1))
def test_numbers_are_in_the_order_of_days(one, other, running):
    number = days.number(one, running)
    assert days.first_number(one) <= number <= days.last_number(one)
    assert 0 <= number < 2**63
    if one < other:
        assert number < days.number(other, 0)
        assert days.last_number(one) < days.first_number(other)


@given(DAYS)
def test_looking_back_never_leaves_the_calendar(day):
    back = days.first_number(day, days.LONGEST_DAYS)
    assert 0 <= back <= days.first_number(day)
    assert days.ordinal(day) == datetime.date.fromisoformat(day).toordinal()
