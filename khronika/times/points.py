"""Times on the calendar: what day, week, month … the fields of a match name, counted from the narrative where they are relative.

Fields by label: `y` year, `m` month, `d` day, `w` weekday, `s` season, `q` number of a quarter, `hf` of a half-year, `ce` of a century,
`dc` decade, `g` holiday, `t` today and the like, `r` relative word, `u` unit, `ry` relative word before "year", `yy` "the year", `nu` "the
full year", `ye` "year-end", `mm` month in digits, `slash` a date in digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from khronika.model import Analysis
from khronika.times import calendar
from khronika.times.narrative import Narrative, Relative
from khronika.times.scan import Match
from khronika.times.tense import Tense, tense_at, top_of

# Values of times that are not anchored, by unit.
OPEN = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "K": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX", "Y": "XXXX", "E": "XXX", "C": "XX"}
YEARS_OF_TWO_DIGITS = 50  # 49 is 2049, 50 is 1950


@dataclass(frozen=True, slots=True)
class Point:
    """A time on the calendar, or what is known of it: the TIMEX3 value, its first day if it could be anchored, its unit."""

    value: str
    day: date | None
    unit: str


class Points:
    """Reads the calendar fields of matches of one article, in order of the text."""

    def __init__(self, analysis: Analysis, narrative: Narrative) -> None:
        self.analysis, self.narrative = analysis, narrative

    def of(self, match: Match) -> Point | None:
        """The time that the fields of a match name; None if they name none ("30 February")."""
        for label, read in _READERS.items():
            if label in match.fields:
                return read(self, match)
        return None

    def relative(self, match: Match, label: str = "r") -> Relative | None:
        """The relative word of a match ("last", "the next", "that same"), or None."""
        value = match.value(label, "REL")
        if value is None:
            return None
        back, step = match.value(label, "BACK") is not None, match.value(label, "STEP") is not None
        return Relative(int(value), from_reached=back or (step and match.definite))

    def tense(self, match: Match) -> tuple[Tense | None, bool]:
        """The tense at a match, and whether what tells it governs the match itself."""
        return tense_at(self.analysis, top_of(self.analysis, match.items[0].token, match.items[-1].token))

    def _names_year(self, match: Match) -> bool:
        return not {"y", "ry", "yy"}.isdisjoint(match.fields)

    def _year(self, match: Match) -> int | None:
        """The year that the match names, in digits or relative to another; None also where there is nothing to count it from."""
        digits = match.value("y", "YEAR")
        if digits is not None:
            return int(digits)
        rel = self.relative(match, "ry")
        if rel is not None:
            base = self.narrative.anchor(rel)
            return base.year + rel.value if base else None
        if "yy" in match.fields:
            base = self.narrative.reached or self.narrative.published
            return base.year if base else None
        return None

    def _turned(self, rel: Relative | None, month: int) -> int | None:
        """The year of "last May" or "next spring", whose (first) month is given."""
        base = self.narrative.anchor(rel)
        if rel is None or base is None:
            return None
        ahead = month - base.month
        if rel.value < 0:
            return base.year - (ahead >= 0)
        return base.year + (ahead <= 0) if rel.value > 0 else base.year

    def monthday(self, match: Match) -> Point | None:
        """A day of a month."""
        month, number = match.month("m"), int(match.value("d", "DAY") or match.value("d", "ORD") or 0)
        if calendar.day(2000, month, number) is None:
            return None
        if self._names_year(match):
            year = self._year(match)
        else:
            weekday = match.value("w", "WEEKDAY")
            year = self.narrative.year_of(month, number, self.tense(match)[0], int(weekday) if weekday else None)
        if year is None:
            return Point(f"XXXX-{month:02d}-{number:02d}", None, "D")
        return _point(calendar.day(year, month, number), "D")

    def _month(self, match: Match) -> Point | None:
        month, rel = match.month("m"), self.relative(match)
        if rel is not None:
            year = self._turned(rel, month)
        elif self._names_year(match):
            year = self._year(match)
        else:
            year = self.narrative.year_of(month, None, self.tense(match)[0])
        return Point(f"XXXX-{month:02d}", None, "M") if year is None else _point(calendar.day(year, month, 1), "M")

    def _weekday(self, match: Match) -> Point | None:
        number = int(match.value("w", "WEEKDAY") or 1)
        tense, direct = self.tense(match)
        found = self.narrative.weekday(number, self.relative(match), tense, direct=direct)
        return _point(found, "D") or Point(f"XXXX-WXX-{number}", None, "D")

    def _today(self, match: Match) -> Point | None:
        n = int(match.value("t", "TODAY") or 0)
        if self.narrative.history:
            # In a history, "today" is the writer's or that of somebody quoted.
            return Point("PRESENT_REF" if n == 0 else OPEN["D"], None, "D")
        published = self.narrative.published
        return _point(published and calendar.add(published, n, "D"), "D") or Point(OPEN["D"], None, "D")

    def _holiday(self, match: Match) -> Point | None:
        rule, year = match.value("g", "HOLIDAY") or "", self._year(match)
        if year is None:
            base = self.narrative.anchor(None)
            if base is None:
                return Point(OPEN["D"], None, "D")
            near = calendar.holiday(rule, base.year)
            told = near and self.narrative.year_of(near.month, near.day, self.tense(match)[0])
            year = told or base.year
        return _point(calendar.holiday(rule, year), "D")

    def _season(self, match: Match) -> Point | None:
        code = match.value("s", "SEASON") or ""
        first, _ = calendar.seasons()[code]
        year, rel = self._year(match), self.relative(match)
        if year is None and rel is not None:
            year = self._turned(rel, first)
        elif year is None:
            year = self.narrative.year_of(first, None, self.tense(match)[0])
        found = None if year is None else calendar.day(year, first, 1)
        return Point(f"{found.year:04d}-{code}", found, "Q") if found else Point(f"XXXX-{code}", None, "Q")

    def _quarter(self, match: Match) -> Point | None:
        number = int(match.value("q", "ORD") or 0)
        if not 1 <= number <= 4:
            return None
        first = number * 3 - 2
        year = self._year(match) or self.narrative.year_of(first + 2, None, self.tense(match)[0])
        return Point(f"XXXX-Q{number}", None, "Q") if year is None else _point(calendar.day(year, first, 1), "Q")

    def _half(self, match: Match) -> Point | None:
        number, year = int(match.value("hf", "ORD") or 0), self._year(match)
        if number not in (1, 2):
            return None
        return Point(f"XXXX-H{number}", None, "S") if year is None else _point(calendar.day(year, number * 6 - 5, 1), "S")

    def _unit(self, match: Match) -> Point | None:
        """A unit counted from the anchor: "last week", "the following day", or the one just named: "the month"."""
        unit, rel = match.unit("u"), self.relative(match)
        if unit not in OPEN:
            return None
        same = rel is None or (rel.value == 0 and rel.from_reached)
        base = self.narrative.unit_reached(unit) if same else self.narrative.anchor(rel)
        if base is None:
            return Point(OPEN[unit], None, unit)
        found = calendar.add(calendar.first_day(base, unit), rel.value if rel else 0, unit)
        return Point(OPEN[unit], None, unit) if found is not None and self.contradicted(found, match) else _point(found, unit)

    def contradicted(self, found: date, match: Match) -> bool:
        """Whether a time counted on ("the next day", "two days later") would lie after the report that tells it in the past."""
        published = self.narrative.published
        return published is not None and found > published and self.narrative.reached is None and self.tense(match)[0] == "past"

    def _this_year(self, match: Match) -> Point | None:
        """The full year and the fiscal year: that of the publication."""
        return _point(self.narrative.published and calendar.first_day(self.narrative.published, "Y"), "Y") or Point(OPEN["Y"], None, "Y")

    def _year_end(self, match: Match) -> Point | None:
        published = self.narrative.published
        year = self._year(match) or (published.year if published else None)
        return Point("XXXX-12-31", None, "D") if year is None else _point(calendar.day(year, 12, 31), "D")

    def _plain_year(self, match: Match) -> Point | None:
        return _point(calendar.day(int(match.value("y", "YEAR") or 0), 1, 1), "Y")

    def _decade(self, match: Match) -> Point | None:
        return _point(calendar.day(int(match.value("dc", "DECADE") or 0) * 10, 1, 1), "E")

    def _century(self, match: Match) -> Point | None:
        number = int(match.value("ce", "ORD") or 1) - 1
        return _point(calendar.day(number * 100, 1, 1), "C") if number < 99 else None

    def _digits(self, match: Match) -> Point | None:
        parts = (match.value("y", "YEAR"), match.value("mm", "TWO"), match.value("d", "TWO"))
        return _point(calendar.day(*(int(part or 0) for part in parts)), "D")

    def _slash(self, match: Match) -> Point | None:
        a, b, c = (int(part) for part in (match.value("slash", "SLASH") or "0/0/0").split("/"))
        if a > 31:
            return _point(calendar.day(a, b, c), "D")
        year = c if c > 99 else c + (2000 if c < YEARS_OF_TWO_DIGITS else 1900)
        # Month first, as American papers write, unless there is no such month.
        return _point(calendar.day(year, a, b) or calendar.day(year, b, a), "D")


def _point(day: date | None, unit: str) -> Point | None:
    return Point(calendar.name(day, unit), day, unit) if day is not None else None


# Which reader, by the labels of a match, the first that it has.
_READERS = {
    "mm": Points._digits, "slash": Points._slash, "g": Points._holiday, "d": Points.monthday, "m": Points._month, "w": Points._weekday,
    "t": Points._today, "s": Points._season, "q": Points._quarter, "hf": Points._half, "u": Points._unit, "nu": Points._this_year,
    "ye": Points._year_end, "dc": Points._decade, "ce": Points._century, "y": Points._plain_year,
}  # fmt: skip
