"""Read the match of a rule as a TIMEX3 expression: type, value and interval on the calendar.

`rules.tsv` names for each rule its reading: calendar, time, shift, duration, durations, set, ref, months, days, years, or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from khronika.model import Analysis, Timex
from khronika.model.time import TimexType
from khronika.times import calendar
from khronika.times.durations import LONGEST_NUMBER, TIME_UNITS, duration, in_months, measured, number_of, part_of
from khronika.times.items import Item
from khronika.times.modifiers import narrowed
from khronika.times.narrative import Narrative, Relative
from khronika.times.points import OPEN, Point, Points
from khronika.times.scan import Match
from khronika.times.tense import top_of

# Units of a shift that take a narrative on: "two days later" does, "than a decade earlier" compares.
STEPS = "smhDFWM"


class Reader:
    """Reads the matches of one article in the order of the text."""

    def __init__(self, analysis: Analysis, narrative: Narrative) -> None:
        self.analysis, self.narrative = analysis, narrative
        self.points = Points(analysis, narrative)

    def read(self, match: Match) -> Iterator[Timex]:
        """The expressions that a match stands for: mostly one, two for a range, none if it is no time."""
        self.narrative.sentence = self.analysis.tokens[match.items[0].token].sentence
        return _READINGS[match.reading](self, match)

    # --- times on the calendar ---

    def _calendar(self, match: Match) -> Iterator[Timex]:
        point = self.points.of(match)
        if point is not None:
            self._reached(point, match)
            mod = match.value("o", "MOD") or match.value("e", "EDGE") or match.value("k", "COMPARED")
            yield narrowed(self._timex(match, "DATE", point.value), mod, self.narrative.published, compared="k" in match.fields)

    def _reached(self, point: Point, match: Match) -> None:
        """Take the narrative on to a time; a year that a history mentions by the way ("papers released in 2005") does not."""
        if point.day is None:
            return
        aside = point.unit in "YEC" and self.narrative.history and self.narrative.reached is not None
        if not aside or self._sets_scene(match):
            self.narrative.reach(point.day, point.unit)

    def _sets_scene(self, match: Match) -> bool:
        """Whether an expression stands in a heading or belongs to a sentence's main clause."""
        first, last = match.items[0].token, match.items[-1].token
        if self.analysis.sentence_of(first).heading:
            return True
        top = self.analysis.tokens[top_of(self.analysis, first, last)]
        head = self.analysis.tokens[top.head]
        main = self.analysis.tokens[head.head] if head.relation == "conj" else head
        return head.upos in ("VERB", "AUX") and main.head == main.i

    # --- times of the day ---

    def _time(self, match: Match) -> Iterator[Timex]:
        clock = _clock(match)
        if clock is None:
            return
        day = self._day(match)
        if day is not None:
            self.narrative.reach(day, "D")
        timex = self._timex(match, "TIME", f"{day.isoformat() if day else OPEN['D']}T{clock}", zone=match.value("z", "ZONE") or "")
        if match.value("p", "OVERNIGHT") is not None and day is not None:
            morning = calendar.add(day, 1, "D")
            timex = replace(timex, ends=f"{morning.isoformat()}T05:59") if morning is not None else timex
        yield timex

    def _day(self, match: Match) -> date | None:
        """The day of a time of the day: that which the match names, else the one just named for a clock time, else that of publication."""
        if match.fields.keys() & DAY_LABELS:
            point = self.points.of(match)
            return point.day if point is not None else None
        rel = self.points.relative(match)
        if rel is None:
            clock = "c" in match.fields or "hr" in match.fields
            rel = Relative(0, from_reached=clock and self.narrative.day_is_near)
        value = -1 if match.value("p", "OVERNIGHT") is not None else rel.value
        anchor = self.narrative.anchor(rel)
        return anchor and calendar.add(anchor, value, "D")

    # --- times counted from another ---

    def _shift(self, match: Match) -> Iterator[Timex]:
        number, unit = in_months(number_of(match), match.unit("u"))
        sign, from_publication = int(match.value("f", "SHIFT") or -1), match.value("f", "AGO") is not None
        if number == "X":
            yield self._timex(match, "DATE", "PAST_REF" if sign < 0 else "FUTURE_REF")
            return
        # "from $7 million a year earlier", after a quarter was named, means that quarter of the year before.
        quarterly = unit == "Y" and self.narrative.grain == "Q" and self.narrative.reached is not None
        base = self.narrative.published if from_publication and not quarterly else self.narrative.reached or self.narrative.published
        if not number.isdigit() or base is None or len(number) > LONGEST_NUMBER:
            yield self._timex(match, "DATE", OPEN.get(unit, OPEN["D"]))
            return
        found = calendar.add(base, sign * int(number), unit)
        grain = "Q" if quarterly else {"E": "Y", "F": "D", "K": "D", "S": "M"}.get(unit, unit)
        grain = "D" if grain in TIME_UNITS else grain
        if found is None or self.points.contradicted(found, match):
            yield self._timex(match, "DATE", OPEN.get(grain, OPEN["Y"]))
            return
        if unit in STEPS and not from_publication:
            self.narrative.reach(found, grain)
        yield self._timex(match, "DATE", calendar.name(found, grain))

    # --- lengths of time ---

    def _duration(self, match: Match) -> Iterator[Timex]:
        unit, number = match.unit("u"), number_of(match)
        begins = ends = None
        ahead = match.value("r", "MEASURE")
        if ahead is not None:
            begins, ends = measured(self.narrative.anchor(self.points.relative(match)), int(ahead), number, unit)
        yield self._timex(match, "DURATION", part_of(match) or duration(number, unit), begins=begins, ends=ends)

    def _durations(self, match: Match) -> Iterator[Timex]:
        unit, first, second = match.unit("u"), match.fields["n1"], match.fields["n"]
        yield self._timex(match, "DURATION", duration(match.value("n1", "NUM") or "X", unit), items=first)
        yield self._timex(match, "DURATION", duration(match.value("n", "NUM") or "X", unit), items=(*second, match.items[-1]))

    # --- sets and references ---

    def _set(self, match: Match) -> Iterator[Timex]:
        unit = match.unit("u") or match.value("a", "SETADV")
        if unit:
            value = duration(match.value("n", "NUM") or "1", unit)
        elif "w" in match.fields:
            value = f"XXXX-WXX-{match.value('w', 'WEEKDAY') or match.value('w', 'WEEKDAYS')}"
        elif "m" in match.fields:
            value = f"XXXX-{match.value('m', 'MONTH')}"
        elif "s" in match.fields:
            value = f"XXXX-{match.value('s', 'SEASON')}"
        else:
            value = f"{OPEN['D']}T{calendar.parts()[match.value('p', 'PART') or match.value('p', 'PARTS') or 'MO'][0]}"
        yield self._timex(match, "SET", value)

    def _ref(self, match: Match) -> Iterator[Timex]:
        yield self._timex(match, "DATE", match.value("rf", "REF") or match.value("rf", "REFNOUN") or "PRESENT_REF")

    def _none(self, match: Match) -> Iterator[Timex]:
        """Words that look like a time and are none."""
        return iter(())

    # --- ranges ---

    def _months(self, match: Match) -> Iterator[Timex]:
        year, first, second = int(match.value("y", "YEAR") or 0), match.month("m1"), match.month("m")
        yield self._timex(match, "DATE", f"{year - (first > second):04d}-{first:02d}", items=match.fields["m1"])
        self._reached(Point("", calendar.day(year, second, 1), "M"), match)
        yield self._timex(match, "DATE", f"{year:04d}-{second:02d}", items=(*match.fields["m"], match.items[-1]))

    def _days(self, match: Match) -> Iterator[Timex]:
        second = self.points.monthday(match)
        if second is None:
            return
        # "May 3-5" and "3 to 5 May" name the month once; it is part of the expression that it stands beside.
        month, days, later = match.fields.get("m1", ()), match.fields["d1"], match.fields["d"]
        shared = match.fields["m"] if not month else ()
        whole = (*days, *month, *(shared if shared and shared[0].start < days[0].start else ()))
        number, year = int(match.value("d1", "DAY") or 0), second.value[:4]
        first = calendar.day(int(year) if year.isdigit() else 2000, match.month("m1") or match.month("m"), number)
        if first is None:
            return
        yield self._timex(match, "DATE", year + first.isoformat()[4:], items=whole)
        self._reached(second, match)
        rest = [item for item in (*later, *match.fields["m"], match.items[-1]) if item.start >= max(i.end for i in whole)]
        yield self._timex(match, "DATE", second.value, items=rest)

    def _years(self, match: Match) -> Iterator[Timex]:
        first = match.value("y1", "YEAR") or ""
        second = match.value("y", "YEAR") or first[:2] + (match.value("y", "YY") or "")
        if int(second) <= int(first):
            return
        yield self._timex(match, "DATE", first, items=match.fields["y1"])
        self._reached(Point(second, calendar.day(int(second), 1, 1), "Y"), match)
        yield self._timex(match, "DATE", second, items=match.fields["y"])

    # --- the record ---

    def _timex(
        self, match: Match, kind: TimexType, value: str, *, items: Iterable[Item] = (), begins: str | None = None, ends: str | None = None,
        zone: str = "",
    ) -> Timex:  # fmt: skip
        """The expression over some items, by default all of the match; the value gives its interval if it is one of the calendar."""
        stretch = list(items) or match.items
        start, end = min(i.start for i in stretch), max(i.end for i in stretch)
        found = calendar.interval(value) if kind in ("DATE", "TIME") else None
        precision = calendar.precision(value) if found else "span" if begins or ends else None
        if found:
            begins, ends = (side + zone for side in found)
        by = f"times/{self.analysis.language}/rules.tsv: {match.rule}"
        if found is None and "XX" in value and self.narrative.published is None:
            by += "; no publication date"
        return Timex(start, end, self.analysis.text[start:end], kind, value, begins, ends, precision, by)


# Labels that name the day of a time of the day.
DAY_LABELS = frozenset({"mm", "slash", "g", "d", "w", "t"})
_READINGS: dict[str, Callable[[Reader, Match], Iterator[Timex]]] = {
    "calendar": Reader._calendar, "time": Reader._time, "shift": Reader._shift, "duration": Reader._duration,
    "durations": Reader._durations, "set": Reader._set, "ref": Reader._ref, "months": Reader._months, "days": Reader._days,
    "years": Reader._years, "none": Reader._none,
}  # fmt: skip


def _clock(match: Match) -> str | None:
    """What follows `T` in the value: a time of the clock, or a part of the day; None if the clock has no such time."""
    code = match.value("p", "PART") or match.value("p", "TONIGHT") or match.value("p", "OVERNIGHT")
    if "c" in match.fields:
        hour, minute = (match.value("c", "CLOCK") or "0:00").split(":")[:2]
    elif "hr" in match.fields:
        hour, minute = match.value("hr", "HOUR") or match.value("hr", "NUM") or "", "00"
    else:
        return calendar.parts()[code][0] if code else None
    half = match.value("h", "AMPM") or ("12" if code in ("AF", "EV", "NI") and "h" not in match.fields else None)
    if not hour.isdigit() or int(hour) > 24:
        return None
    number = int(hour)
    if half is not None and number <= 12:
        number = number % 12 + int(half)
    return f"{number:02d}:{minute}"
