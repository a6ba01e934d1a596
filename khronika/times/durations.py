"""Lengths of time: their TIMEX3 values, and the interval of one that is measured from the anchor ("the last five days")."""

from __future__ import annotations

from datetime import date

from khronika.times import calendar
from khronika.times.scan import Match

TIME_UNITS = "smh"
# Units that TIMEX3 has no letter for, or that are written in smaller ones: how many of which.
WRITTEN = {"F": (2, "W"), "K": (2, "D"), "S": (6, "M"), "Q": (3, "M"), "E": (10, "Y"), "C": (100, "Y"), "L": (1000, "Y")}
LETTERS = {"s": "S", "h": "H", "m": "M", "F": "W", "K": "D", "S": "M"}
LONGEST_NUMBER = 5


def duration(number: str, unit: str) -> str:
    """The TIMEX3 value of a number (or `X`, for some) of units."""
    if unit in WRITTEN and number != "X":
        times, letter = WRITTEN[unit]
        return f"P{_plain(float(number) * times)}{letter}"
    return f"P{'T' if unit in TIME_UNITS else ''}{number}{LETTERS.get(unit, unit)}"


def _plain(number: float) -> str:
    return f"{number:.0f}" if number == int(number) else f"{number:g}"


def in_months(number: str, unit: str) -> tuple[str, str]:
    """A broken number of years or decades as months, other lengths as they are: 1.5 years are 18 months."""
    times = {"Y": 12, "E": 120, "C": 1200}.get(unit)
    if "." not in number or times is None:
        return number, unit
    return f"{float(number) * times:.0f}", "M"


def number_of(match: Match) -> str:
    """How many units a match names: a number, or `X` for some."""
    number = (
        match.value("n", "NUM")
        or match.value("n", "A")
        or match.value("n", "PARTOF")
        or match.value("v", "VAGUE")
        or ("1" if match.value("u", "UNIT") else "X")
    )
    part = match.value("fr", "FRACTION") or match.value("hh", "PARTOF")
    if part is None or number == "X":
        return number
    return _plain(float(number) + float(part))


def part_of(match: Match) -> str | None:
    """The value of a part of a long unit: "a quarter century" is 25 years."""
    part = match.value("fq", "PARTOF")
    times, letter = WRITTEN.get(match.unit("u"), (0, ""))
    return f"P{_plain(float(part) * times)}{letter}" if part is not None and times else None


def measured(anchor: date | None, ahead: int, number: str, unit: str) -> tuple[str | None, str | None]:
    """First and last day of a length of time that begins (`ahead` positive) or ends at the anchor; a side that is not known is None."""
    if anchor is None:
        return None, None
    n = int(number) if number.isdigit() and len(number) <= LONGEST_NUMBER else None
    far = None if n is None else calendar.add(anchor, n if ahead > 0 else -n, unit)
    other = far.isoformat() if far is not None else None
    return (anchor.isoformat(), other) if ahead > 0 else (other, anchor.isoformat())
