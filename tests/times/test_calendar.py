"""Arithmetic of the calendar and TIMEX3 values."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.times import calendar

DAYS = st.dates(date(2, 1, 8), date(9900, 12, 31))
NAMED = "DWKMQSYEC"


@given(DAYS, st.sampled_from("DWMQSYEC"))
def test_the_interval_of_a_unit_holds_the_day_it_is_named_for(day: date, unit: str) -> None:
    interval = calendar.interval(calendar.name(day, unit))
    assert interval is not None
    assert interval[0] <= day.isoformat() <= interval[1]


@given(DAYS, st.sampled_from(NAMED))
def test_the_first_day_of_a_unit_begins_its_interval(day: date, unit: str) -> None:
    first = calendar.first_day(day, unit)
    interval = calendar.interval(calendar.name(first, unit))
    assert interval is not None
    # The first decade and century have no year 0.
    assert interval[0] == first.isoformat() or (first.year == 1 and unit in "EC")


@given(DAYS, st.integers(-3000, 3000), st.sampled_from("DWFM"))
def test_counting_on_and_back_returns_to_the_same_unit(day: date, n: int, unit: str) -> None:
    there = calendar.add(day, n, unit)
    if there is None:
        return
    back = calendar.add(there, -n, unit)
    assert back is not None
    assert abs(back - day) <= (timedelta(0) if unit in "DWF" else timedelta(3))


@given(st.dates(), st.integers(-(10**12), 10**12), st.sampled_from("smhDWFKMQSYECL"))
def test_counting_never_fails(day: date, n: int, unit: str) -> None:
    found = calendar.add(day, n, unit)
    assert found is None or isinstance(found, date)


@given(st.text(max_size=14) | st.from_regex(r"\d{4}-(W\d\d(-WE)?|Q\d|H\d|S[PU]|\d\d(-\d\d)?)(T.{1,5})?", fullmatch=True))
def test_any_value_has_an_interval_that_begins_before_it_ends_or_none(value: str) -> None:
    interval = calendar.interval(value)
    if interval is not None:
        assert interval[0] <= interval[1]
        date.fromisoformat(interval[0][:10])
        date.fromisoformat(interval[1][:10])
        assert calendar.precision(value) is not None


@pytest.mark.parametrize(
    ("value", "interval", "precision"),
    [
        ("2020", ("2020-01-01", "2020-12-31"), "year"),
        ("2020-02", ("2020-02-01", "2020-02-29"), "month"),
        ("2020-W33", ("2020-08-10", "2020-08-16"), "week"),
        ("2020-W33-WE", ("2020-08-15", "2020-08-16"), "week"),
        ("2020-Q3", ("2020-07-01", "2020-09-30"), "span"),
        ("2020-H1", ("2020-01-01", "2020-06-30"), "span"),
        ("2019-WI", ("2019-12-01", "2020-02-29"), "season"),
        ("198", ("1980-01-01", "1989-12-31"), "span"),
        ("19", ("1900-01-01", "1999-12-31"), "span"),
        ("2020-08-14TMO", ("2020-08-14T06:00", "2020-08-14T11:59"), "part_of_day"),
        ("2020-08-14T17:30", ("2020-08-14T17:30", "2020-08-14T17:30"), "minute"),
    ],
)
def test_intervals(value: str, interval: tuple[str, str], precision: str) -> None:
    assert calendar.interval(value) == interval
    assert calendar.precision(value) == precision


@pytest.mark.parametrize("value", ["", "XXXX-05", "2020-13", "2020-02-30", "2020-W60", "P5D", "PRESENT_REF", "0000", "2020-05TMO"])
def test_what_is_no_time_of_the_calendar_has_no_interval(value: str) -> None:
    assert calendar.interval(value) is None


def test_months_end_where_the_calendar_ends_them() -> None:
    assert calendar.add(date(2020, 1, 31), 1, "M") == date(2020, 2, 29)
    assert calendar.add(date(2020, 2, 29), -1, "Y") == date(2019, 2, 28)
    assert calendar.add(date(9999, 12, 31), 1, "D") is None


@pytest.mark.parametrize(
    ("rule", "year", "day"),
    [
        ("12-25", 2020, date(2020, 12, 25)),
        ("11-4-4", 2020, date(2020, 11, 26)),
        ("05-1--1", 2021, date(2021, 5, 31)),
        ("11-1-1+1", 2020, date(2020, 11, 3)),
        ("E+0", 2020, date(2020, 4, 12)),
        ("E-2", 2021, date(2021, 4, 2)),
        ("E+50", 2019, date(2019, 6, 10)),
        ("1944-06-06", 2020, date(1944, 6, 6)),
        ("02-29", 2021, None),
    ],
)
def test_holidays(rule: str, year: int, day: date | None) -> None:
    assert calendar.holiday(rule, year) == day
