"""The day of publication: as given, as metadata put it, from an address, from a dateline."""

from __future__ import annotations

import datetime
import email.utils
import functools
import re

GIVEN = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)?")
URL = re.compile(r"(?<!\d)((?:19|20)\d\d)[/-](\d{1,2}|[A-Za-z]{3})[/-](\d{1,2})(?!\d)|/((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
# Languages whose month names are known in datelines.
LOCALES = ("en", "en_GB", "be", "de", "es", "fr", "ru", "uk")
LINES = 3
LONGEST = 160
# Forms in which metadata state a time beside ISO 8601: PDF, Unix seconds (from 1990 on, also in milliseconds), days in figures.
PDF = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(?:(Z|[+-]\d\d)'?(\d\d)?'?)?")
UNIX = re.compile(r"(\d{9,10})(?:\d{3})?(?:\.\d+)?")
FIGURES = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})(?=\D|$)")
BACKWARDS = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})(?=\D|$)")
ISO_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?=\D|$)")
FIRST_UNIX = 631_152_000


def given(value: str) -> str | None:
    """`value` as the record format writes it, if it is a day `YYYY-MM-DD` or an ISO 8601 time, else None."""
    value = value.strip()
    if not GIVEN.fullmatch(value):
        return None
    try:
        datetime.datetime.fromisoformat(value)
    except ValueError:
        return None
    return value.replace(" ", "T")


def stated(value: str) -> str | None:
    """`value` as the record format writes it, if it is a day or time in one of the forms that metadata use, else None.

    Taken are ISO 8601 with and without a zone, RFC 2822, PDF times, Unix seconds, `14 August 2020` and `August 14, 2020` with the
    month names of LOCALES, `2020/08/14`, `14.08.2020`, and figures with strokes where only one reading is a day (`08/14/2020`, but not
    `08/07/2020`).
    """
    value = " ".join(value.split())[:LONGEST]
    return given(value) or _iso(value) or _compact(value) or _mail(value) or _figures(value) or _named(value)


def _iso(value: str) -> str | None:
    try:
        return given(_stamp(datetime.datetime.fromisoformat(value))) if len(value) > 8 else None
    except (ValueError, OverflowError):
        match = ISO_DAY.match(value)
        return given(match[1]) if match else None


def _stamp(time: datetime.datetime) -> str:
    """A time as short as it is exact; midnight is a day."""
    zone = time.isoformat()[len(time.replace(tzinfo=None).isoformat()) :]
    if not (time.hour or time.minute or time.second):
        return time.date().isoformat()
    return time.replace(tzinfo=None, microsecond=0).isoformat() + (zone if len(zone) <= 6 else "")


def _compact(value: str) -> str | None:
    if match := UNIX.fullmatch(value):
        seconds = int(match[1])
        if seconds < FIRST_UNIX:
            return None
        return _stamp(datetime.datetime.fromtimestamp(seconds, datetime.UTC))
    match = PDF.fullmatch(value)
    if not match:
        return None
    year, month, day, hour, minute, second, zone, more = match.groups()
    offset = "" if not zone else "+00:00" if zone == "Z" else f"{zone}:{more or '00'}"
    return _iso(f"{year}-{month}-{day}T{hour or '00'}:{minute or '00'}:{second or '00'}{offset}")


def _mail(value: str) -> str | None:
    if not re.search(r"\d:\d\d", value):
        return None
    try:
        time = email.utils.parsedate_to_datetime(value)
        return given(_stamp(time)) if time.year >= 1900 else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _figures(value: str) -> str | None:
    if match := BACKWARDS.match(value):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if not (match := FIGURES.match(value)):
        return None
    first, mark, second, year = int(match[1]), match[2], int(match[3]), int(match[4])
    # With full stops the day comes first; with strokes that depends on the country.
    readings = {_day(year, second, first)} if mark == "." else {_day(year, second, first), _day(year, first, second)}
    days = readings - {None}
    return days.pop() if len(days) == 1 else None


def _named(value: str) -> str | None:
    match = re.match(r"(?:[^\W\d_]{2,12}\.?,?\s+)?" + _date(), value, re.I)
    return _matched(match) if match else None


def from_url(url: str) -> str | None:
    """The day in the path of an address, as in `/2020/08/14/`, `/2020/aug/14/`, `/2020-08-14-` or `/20200814`."""
    for match in URL.finditer(url):
        year, month, day, *solid = match.groups()
        if year is None:
            year, month, day = solid
        number = _months().get(month.lower()) if month.isalpha() else int(month)
        if number and (found := _day(int(year), number, int(day))):
            return found
    return None


def from_dateline(text: str) -> str | None:
    """The day in a dateline at the head of a text, as in "MINSK, August 14, 2020 (Agency) —", or in a line of its own.

    Only days with their year count; the first lines are looked at, and only there where a dateline stands.
    """
    lines = [line.strip() for line in text[:2000].splitlines() if line.strip()]
    for line in lines[:LINES]:
        for pattern in _datelines():
            match = pattern.match(line[:LONGEST])
            if match and (found := _matched(match)):
                return found
    return None


def _matched(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    if parts["iso"]:
        year, month, day = (int(part) for part in parts["iso"].split("-"))
        return _day(year, month, day)
    for number in ("1", "2"):
        if parts["month" + number]:
            month = _months()[parts["month" + number].lower()]
            return _day(int(parts["year" + number]), month, int(parts["day" + number]))
    return _day(int(parts["year3"]), int(parts["month3"]), int(parts["day3"]))


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


@functools.cache
def _months() -> dict[str, int]:
    """Month names of all LOCALES, wide and short, in lower case without a full stop."""
    from babel.dates import get_month_names

    return {
        name.lower().rstrip("."): number
        for locale in LOCALES
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=locale).items()
    }


@functools.cache
def _datelines() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A date alone in its line; and a place, the date, perhaps the agency in brackets, and a dash, colon or bracket."""
    date = _date()
    word = r"(?:(?:published|posted|updated|date)\b:?\s*(?:on\s+)?)?(?:[^\W\d_]{2,12},?\s+)?"
    clock = r"\W*(?:\d\d?:\d\d\b.{0,12})?$"
    place = r"\(?[^\W\d_][^.!?\d—–]{1,50}?[,(/]?\s*(?:[^\W\d_]{2,10},\s+)?"
    close = r"\s*[),]?\s*(?:[(/][^)/]{2,40}[)/])?\s*(?:[—–:)]|--?\s)"
    return re.compile(word + date + clock, re.I), re.compile(place + date + close, re.I)


@functools.cache
def _date() -> str:
    """The pattern of a day with its year."""
    month = "|".join(sorted((re.escape(name) for name in _months()), key=len, reverse=True))
    return (
        rf"(?:(?P<day1>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:de\s+)?(?P<month1>{month})\.?,?\s+(?:de\s+)?(?P<year1>\d{{4}})"
        rf"|(?P<month2>{month})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year2>\d{{4}})"
        r"|(?P<day3>\d{1,2})\.(?P<month3>\d{1,2})\.(?P<year3>\d{4})"
        r"|(?P<iso>\d{4}-\d\d-\d\d))(?!\d)"
    )
