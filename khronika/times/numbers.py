"""Numbers in time expressions: what digits or number words can stand for.

>>> number("1989")["YEAR"], number("7th")["DAY"], spelled([19, 79])["YEAR"], spelled([20, 4])["NUM"]
('1989', '07', '1979', '24')
"""

from __future__ import annotations

import re
from collections.abc import Sequence

FIRST_YEAR, LAST_YEAR = 1000, 2150
# Classes that a number can have together; each such set gets its character before the rules are compiled.
SHAPES: tuple[tuple[str, ...], ...] = (
    ("NUM", "ONE", "DAY", "HOUR"), ("NUM", "ONE", "HOUR"), ("NUM", "TWO", "YY", "DAY", "HOUR"), ("NUM", "TWO", "YY", "DAY"),
    ("NUM", "TWO", "YY", "HOUR"), ("NUM", "TWO", "YY"), ("NUM",), ("NUM", "YEAR"), ("NUM", "DAY", "HOUR"), ("NUM", "DAY"),
    ("NUM", "HOUR"), ("ORD", "DAY"), ("ORD",), ("DECADE",), ("CLOCK",), ("SLASH",), ("FRACTION",),
)  # fmt: skip
_SPLIT = re.compile(r"\d+(?:[.,:/]\d+)*(?:st|nd|rd|th|s)?(?![a-z])|\d+|[^\W\d_]+(?:\.[^\W\d_]+)*\.?|\S")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
_DECADE = re.compile(r"(\d\d)?(\d)0s")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
_DECIMAL = re.compile(r"\d{1,6}\.\d{1,6}")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?")
_SLASH = re.compile(r"(\d{1,4})/(\d{1,2})/(\d{1,4})")
_FRACTION = re.compile(r"([1-9])/([2-9])")
_LONGEST = 12


def split(text: str) -> list[tuple[int, int]]:
    """Start and end of the parts of a token that mixes digits with other signs ("5pm", "1955–63", "mid-1980s")."""
    return [match.span() for match in _SPLIT.finditer(text)]


def number(text: str) -> dict[str, str]:
    """Values by class of a number in digits; empty if it is none that time expressions hold."""
    if len(text) > _LONGEST or not text.isascii():
        return {}
    if text.isdigit():
        return _digits(text)
    if match := _ORDINAL.fullmatch(text):
        day = int(match[1])
        return {"ORD": str(day)} | ({"DAY": f"{day:02d}"} if 1 <= day <= 31 else {})
    if match := _DECADE.fullmatch(text):
        # "the 80s" are those of the century whose people still speak of them so
        return {"DECADE": f"{match[1] or ('20' if match[2] in '01' else '19')}{match[2]}"}
    if _GROUPED.fullmatch(text):
        return {"NUM": text.replace(",", "")}
    return _with_signs(text)


def _digits(text: str) -> dict[str, str]:
    value = int(text)
    if len(text) == 4 and FIRST_YEAR <= value <= LAST_YEAR:
        return {"NUM": str(value), "YEAR": text}
    if len(text) > 2:
        return {"NUM": str(value)}
    found = {"NUM": str(value), "ONE" if len(text) == 1 else "TWO": text}
    if len(text) == 2:
        found["YY"] = text
    if 1 <= value <= 31:
        found["DAY"] = f"{value:02d}"
    if value <= 24:
        found["HOUR"] = str(value)
    return found


def _with_signs(text: str) -> dict[str, str]:
    if match := _CLOCK.fullmatch(text):
        return {"CLOCK": text} if int(match[1]) <= 24 and int(match[2]) < 60 else {}
    if _DECIMAL.fullmatch(text):
        return {"NUM": text}
    if _SLASH.fullmatch(text):
        return {"SLASH": text}
    if match := _FRACTION.fullmatch(text):
        return {"FRACTION": f"{int(match[1]) / int(match[2]):g}"}
    return {}


def spelled(values: Sequence[int | None]) -> dict[str, str]:
    """Values by class of a number whose words have these values; empty if they make none."""
    parts = [value for value in values if value is not None]
    if year := _spelled_year(parts):
        return {"NUM": str(year), "YEAR": str(year)}
    total = current = 0
    for value in parts:
        if value in (100, 1000, 10**6, 10**9):
            current = (current or 1) * value
            if value >= 1000:
                total, current = total + current, 0
        elif current % 100 == 0 or (value < 10 and current % 10 == 0 and current % 100 >= 20):
            current += value
        else:
            return {}
    return _spelled(total + current)


def _spelled(value: int) -> dict[str, str]:
    found = {"NUM": str(value)}
    if 1 <= value <= 31:
        found["DAY"] = f"{value:02d}"
    if value <= 24:
        found["HOUR"] = str(value)
    return found


def _spelled_year(parts: Sequence[int]) -> int | None:
    """ "nineteen seventy-nine" → 1979; "two thousand twelve" is read as a plain number, and as a year where a year is asked for."""
    if len(parts) in (2, 3) and 10 <= parts[0] <= 20 and 10 <= parts[1] <= 90:
        rest = parts[1] + (parts[2] if len(parts) == 3 else 0)
        if len(parts) == 2 or (parts[1] >= 20 and parts[1] % 10 == 0 and parts[2] < 10):
            return parts[0] * 100 + rest
    return None
