"""Days, units and TIMEX3 values: arithmetic on the calendar, and the interval of days that a value stands for.

Units are the letters of ISO 8601 durations (`D W M Y`) and of TIMEX3 (`E` decade, `C` century, `L` millennium, `Q` quarter), besides
`S` half-year, `F` fortnight and `K` weekend; `h m s` are hours, minutes and seconds.

    >>> name(date(2020, 8, 14), "W"), interval("2020-02")
    ('2020-W33', ('2020-02-01', '2020-02-29'))
"""

from __future__ import annotations

import calendar as _calendar
import functools
import re
from datetime import date, timedelta

from khronika.model.time import TimePrecision
from khronika.tables import read_tsv

DAYS = {"D": 1, "W": 7, "F": 14, "K": 7}
MONTHS = {"M": 1, "Q": 3, "S": 6, "Y": 12, "E": 120, "C": 1200, "L": 12000}
_VALUE = re.compile(
    r"(?P<y>\d{4})(?:-(?:W(?P<w>\d\d)(?P<k>-WE)?|Q(?P<q>[1-4])|H(?P<s>[12])|(?P<season>SP|SU|FA|WI)|(?P<m>\d\d)(?:-(?P<d>\d\d))?))?"
    r"(?:T(?P<t>.+))?|(?P<e>\d{3})|(?P<c>\d{2})"
)
Interval = tuple[str, str]


@functools.cache
def parts() -> dict[str, tuple[str, str, str]]:
    """For each part of the day the value that TIMEX3 gives it, and its first and last minute."""
    return {
        row["code"]: (row["value"], row["begins"], row["ends"]) for row in read_tsv("times/parts.tsv", ("code", "value", "begins", "ends"))
    }


@functools.cache
def seasons() -> dict[str, tuple[int, int]]:
    """First and last month of each season."""
    return {row["code"]: (int(row["first"]), int(row["last"])) for row in read_tsv("times/seasons.tsv", ("code", "first", "last"))}


def day(year: int, month: int, number: int) -> date | None:
    """A day, or None where the calendar has none."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def add(start: date, n: int, unit: str) -> date | None:
    """The day `n` units later (earlier if negative), the last of the month where the day is missing; None outside the years 1 to 9999."""
    try:
        if unit in DAYS:
            return start + timedelta(days=n * DAYS[unit])
        if unit not in MONTHS:
            return start
        months = start.year * 12 + start.month - 1 + n * MONTHS[unit]
        year, month = divmod(months, 12)
        return date(year, month + 1, min(start.day, _calendar.monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return None


def first_day(inside: date, unit: str) -> date:
    """The first day of the unit that a day lies in."""
    if unit in ("W", "K"):
        return date.fromordinal(max(1, inside.toordinal() - inside.weekday() + (5 if unit == "K" else 0)))
    if unit == "M":
        return inside.replace(day=1)
    if unit == "Q":
        return date(inside.year, (inside.month - 1) // 3 * 3 + 1, 1)
    if unit == "S":
        return date(inside.year, 1 if inside.month < 7 else 7, 1)
    if unit in ("Y", "E", "C", "L"):
        step = {"Y": 1, "E": 10, "C": 100, "L": 1000}[unit]
        return date(max(1, inside.year // step * step), 1, 1)
    return inside


def name(inside: date, unit: str) -> str:
    """The TIMEX3 value of the unit that a day lies in."""
    year = inside.year
    if unit in ("W", "K", "F"):
        iso = inside.isocalendar()
        return f"{iso.year:04d}-W{iso.week:02d}" + ("-WE" if unit == "K" else "")
    if unit == "Q":
        return f"{year:04d}-Q{(inside.month + 2) // 3}"
    if unit == "S":
        return f"{year:04d}-H{1 if inside.month < 7 else 2}"
    text = inside.isoformat()
    return {"M": text[:7], "Y": text[:4], "E": text[:3], "C": text[:2], "L": text[:1]}.get(unit, text)


def interval(value: str) -> Interval | None:
    """First and last day (or minute) of a TIMEX3 value; None if it is none of the calendar."""
    match = _VALUE.fullmatch(value)
    if match is None:
        return None
    found = match.groupdict()
    try:
        return _interval(found)
    except (ValueError, OverflowError):
        return None


def _interval(found: dict[str, str | None]) -> Interval | None:
    if found["e"] or found["c"]:
        text = found["e"] or found["c"] or ""
        return text.ljust(4, "0") + "-01-01", text.ljust(4, "9") + "-12-31"
    year = int(found["y"] or 0)
    if found["t"]:
        return _minutes(f"{found['y']}-{found['m']}-{found['d']}", found["t"]) if found["d"] else None
    if found["d"]:
        text = date(year, int(found["m"] or 0), int(found["d"])).isoformat()
        return text, text
    if found["w"]:
        monday = date.fromisocalendar(year, int(found["w"]), 1)
        first = monday + timedelta(days=5) if found["k"] else monday
        return first.isoformat(), (monday + timedelta(days=6)).isoformat()
    first_month, last_month = _months(found)
    last_year = year + (last_month < first_month)
    return date(year, first_month, 1).isoformat(), date(last_year, last_month, _calendar.monthrange(last_year, last_month)[1]).isoformat()


def _months(found: dict[str, str | None]) -> tuple[int, int]:
    if found["m"]:
        return int(found["m"]), int(found["m"])
    if found["q"]:
        return int(found["q"]) * 3 - 2, int(found["q"]) * 3
    if found["s"]:
        return int(found["s"]) * 6 - 5, int(found["s"]) * 6
    if found["season"]:
        return seasons()[found["season"]]
    return 1, 12


def _minutes(text: str, clock: str) -> Interval | None:
    """The minutes of a part of the day, or of a time of the day."""
    found = parts().get(clock) or next((part for part in parts().values() if part[0] == clock and clock[0].isdigit()), None)
    if found is not None:
        return f"{text}T{found[1]}", f"{text}T{found[2]}"
    return (f"{text}T{clock[:5]}", f"{text}T{clock[:5]}") if re.match(r"\d\d:\d\d", clock) else None


def precision(value: str) -> TimePrecision | None:
    """How precise a calendar value is; None if it is none of the calendar."""
    match = _VALUE.fullmatch(value)
    if match is None:
        return None
    if match["t"]:
        return "minute" if match["t"][0].isdigit() else "part_of_day"
    if match["season"] or match["q"] or match["s"]:
        return "season" if match["season"] else "span"
    if match["w"]:
        return "week"
    if match["e"] or match["c"]:
        return "span"
    return "day" if match["d"] else "month" if match["m"] else "year"


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of Nature, 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, number = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, number + 1)


def holiday(rule: str, year: int) -> date | None:
    """The day of a holiday in a year, by the rule that `holidays.tsv` gives (its note tells the forms)."""
    if rule.startswith("E"):
        return easter(year) + timedelta(days=int(rule[1:])) if year > 33 else None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", rule):
        return date.fromisoformat(rule)
    if match := re.fullmatch(r"(\d\d)-(\d)-(-?\d)(?:\+(\d))?", rule):
        month, weekday, n, more = int(match[1]), int(match[2]), int(match[3]), int(match[4] or 0)
        days = [d for d in range(1, _calendar.monthrange(year, month)[1] + 1) if date(year, month, d).isoweekday() == weekday]
        return date(year, month, days[n - 1 if n > 0 else n]) + timedelta(days=more)
    return day(year, int(rule[:2]), int(rule[3:5]))
