"""Read the match of a rule as a TIMEX3 expression: type, value and interval on the calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from khronika.model import Analysis, Timex
from khronika.model.time import TimePrecision, TimexType
from khronika.times import calendar
from khronika.times.modifiers import narrowed
from khronika.times.narrative import Narrative
from khronika.times.scan import Match
from khronika.times.tense import Tense, tense_at, top_of

OPEN = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "K": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX", "Y": "XXXX", "E": "XXX", "C": "XX"}
TIME_UNITS = "smh"


@dataclass(frozen=True, slots=True)
class Point:
    """A time on the calendar, or what is known of it: the TIMEX3 value, its first day if it could be anchored, its unit."""

    value: str
    day: date | None
    unit: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads matches of one article in the order of the text."""

    analysis: Analysis
    narrative: Narrative

    def read(self, match: Match) -> Iterator[Timex]:
        """The expressions that a match stands for: mostly one, two for a range, none if it is no time."""
        method: Callable[[Match], Iterator[Timex]] = getattr(self, "_" + match.reading)
        yield from method(match)

    # --- points ---

    def _calendar(self, match: Match) -> Iterator[Timex]:
        point = self._point(match)
        if point is not None:
            self._reached(point, match)
            timex = self._timex(match, "DATE", point.value)
            yield narrowed(timex, _mod(match), self.narrative.published, compared=match.has("k"))

    def _tense(self, match: Match) -> Tense | None:
        return self._told(match)[0]

    def _told(self, match: Match) -> tuple[Tense | None, bool]:
        return tense_at(self.analysis, top_of(self.analysis, match.items[0].token, match.items[-1].token))

    def _point(self, match: Match) -> Point | None:
        """The time that the fields of a match name; None if it is none ("30 February")."""
        for label, read in _POINTS:
            if match.has(label):
                return read(self, match)
        return None

    def _year(self, match: Match) -> int | None:
        """The year that the match names, in digits or relative to another."""
        year = match.value("y", "YEAR")
        if year is not None:
            return int(year)
        rel = match.value("ry", "REL")
        if rel is not None:
            word = match.words("ry", self.analysis.text)
            base = self.narrative.anchor(word)
            return base.year + int(rel) if base else None
        if match.has("yy"):
            base = self.narrative.reached or self.narrative.published
            return base.year if base else None
        return None

    def _monthday(self, match: Match) -> Point | None:
        month, number = int(_month_of(match, "m") or 0), int(match.value("d", "DAY") or match.value("d", "ORD") or 0)
        if calendar.day(2000, month, number) is None:
            return None
        year = (
            self._year(match)
            if match.has("y") or match.has("ry") or match.has("yy")
            else self.narrative.year_of(month, number, self._tense(match), self._named_weekday(match))
        )
        if year is None:
            return Point(f"XXXX-{month:02d}-{number:02d}", None, "D")
        found = calendar.day(year, month, number)
        return Point(found.isoformat(), found, "D") if found else None

    @staticmethod
    def _named_weekday(match: Match) -> int | None:
        number = match.value("w", "WEEKDAY")
        return int(number) if number else None

    def _month(self, match: Match) -> Point | None:
        month = int(_month_of(match, "m") or 0)
        rel = match.value("r", "REL")
        if rel is not None and int(rel):
            word = match.words("r", self.analysis.text)
            base = self.narrative.anchor(word)
            year = None if base is None else base.year + _turn(month - base.month, int(rel))
        elif match.has("y") or match.has("ry") or match.has("yy"):
            year = self._year(match)
        else:
            year = self.narrative.year_of(month, None, self._tense(match))
        if year is None:
            return Point(f"XXXX-{month:02d}", None, "M")
        found = calendar.day(year, month, 1)
        return Point(f"{year:04d}-{month:02d}", found, "M") if found else None

    def _weekday(self, match: Match) -> Point | None:
        number = int(match.value("w", "WEEKDAY") or 1)
        rel = match.value("r", "REL")
        tense, direct = self._told(match)
        found = self.narrative.weekday(
            number,
            tense,
            direct=direct,
            rel=None if rel is None else int(rel),
            definite=self._definite(match),
            word=match.words("r", self.analysis.text),
        )
        return Point(found.isoformat(), found, "D") if found else Point(f"XXXX-WXX-{number}", None, "D")

    def _definite(self, match: Match) -> bool:
        return self.analysis.text[match.items[0].start : match.items[0].end].lower() == "the"

    def _today(self, match: Match) -> Point | None:
        n = int(match.value("t", "TODAY") or 0)
        if self.narrative.history:
            return Point("PRESENT_REF", None, "D") if n == 0 else Point(OPEN["D"], None, "D")
        found = self.narrative.published and calendar.add(self.narrative.published, n, "D")
        return Point(found.isoformat(), found, "D") if found else Point(OPEN["D"], None, "D")

    def _holiday(self, match: Match) -> Point | None:
        rule = match.value("g", "HOLIDAY") or ""
        year = self._year(match)
        if year is None:
            base = self.narrative.anchor("")
            if base is None:
                return Point(OPEN["D"], None, "D")
            near = calendar.holiday(rule, base.year)
            year = base.year if near is None else self.narrative.year_of(near.month, near.day, self._tense(match)) or base.year
        found = calendar.holiday(rule, year)
        return Point(found.isoformat(), found, "D") if found else None

    def _season(self, match: Match) -> Point | None:
        code = match.value("s", "SEASON") or ""
        first, _ = calendar.seasons()[code]
        year = self._year(match)
        if year is None:
            rel, base = match.value("r", "REL"), self.narrative.anchor(match.words("r", self.analysis.text))
            if base is None:
                return Point(f"XXXX-{code}", None, "M")
            if rel is not None and int(rel):
                year = base.year + _turn(first - base.month, int(rel))
            elif rel is not None:
                year = base.year
            else:
                year = self.narrative.year_of(first, None, self._tense(match)) or base.year
        found = calendar.day(year, first, 1)
        return Point(f"{year:04d}-{code}", found, "Q") if found else None

    def _quarter(self, match: Match) -> Point | None:
        number = int(match.value("q", "ORD") or 0)
        if not 1 <= number <= 4:
            return None
        year = self._year(match)
        if year is None:
            year = self.narrative.year_of(number * 3 - 2, None, self._tense(match))
        if year is None:
            return Point(f"XXXX-Q{number}", None, "Q")
        found = calendar.day(year, number * 3 - 2, 1)
        return Point(f"{year:04d}-Q{number}", found, "Q") if found else None

    def _half(self, match: Match) -> Point | None:
        number = int(match.value("hf", "ORD") or 0)
        year = self._year(match)
        if year is None and self.narrative.published:
            year = (self.narrative.reached or self.narrative.published).year
        if number not in (1, 2):
            return None
        found = None if year is None else calendar.day(year, number * 6 - 5, 1)
        return Point(f"{found.year:04d}-H{number}" if found else f"XXXX-H{number}", found, "S")

    def _unit(self, match: Match) -> Point | None:
        """ "last week", "the following day", "the month": a unit counted from the anchor."""
        unit = match.value("u", "UNIT") or ""
        rel = int(match.value("r", "REL") or 0)
        word = match.words("r", self.analysis.text)
        if word and word not in ("same", "that"):
            base = self.narrative.anchor(word, definite=self._definite(match))
        else:
            base = self.narrative.unit_reached(unit)
        if unit in TIME_UNITS or unit not in OPEN:
            return None
        if base is None:
            return Point(OPEN[unit], None, unit)
        found = calendar.add(calendar.first_day(base, unit), rel, unit)
        return Point(calendar.name(found, unit), found, unit) if found else None

    def _business_year(self, match: Match) -> Point | None:
        """"the full year", "the fiscal year": that of the publication."""
        found = self.narrative.published
        return Point(found.isoformat()[:4], calendar.first_day(found, "Y"), "Y") if found else Point(OPEN["Y"], None, "Y")

    def _year_end(self, match: Match) -> Point | None:
        year = self._year(match) or (self.narrative.published.year if self.narrative.published else None)
        found = None if year is None else calendar.day(year, 12, 31)
        return Point(found.isoformat(), found, "D") if found else Point("XXXX-12-31", None, "D")

    def _plain_year(self, match: Match) -> Point | None:
        text = match.value("y", "YEAR") or ""
        return Point(text, calendar.day(int(text), 1, 1), "Y")

    def _decade(self, match: Match) -> Point | None:
        value = match.value("dc", "DECADE") or ""
        return Point(value, calendar.day(int(value) * 10 or 1, 1, 1), "E")

    def _century(self, match: Match) -> Point | None:
        number = int(match.value("ce", "ORD") or 1) - 1
        return Point(f"{number:02d}", calendar.day(number * 100 or 1, 1, 1), "C") if number < 99 else None

    def _iso(self, match: Match) -> Point | None:
        found = calendar.day(int(match.value("y", "YEAR") or 0), int(match.value("mm", "TWO") or 0), int(match.value("d", "TWO") or 0))
        return Point(found.isoformat(), found, "D") if found else None

    def _slash(self, match: Match) -> Point | None:
        a, b, c = (int(part) for part in (match.value("slash", "SLASH") or "0/0/0").split("/"))
        if a > 999:
            found = calendar.day(a, b, c)
        else:
            year = c if c > 99 else c + (2000 if c < 50 else 1900)
            # Month first, as American papers write, unless there is no such month.
            found = calendar.day(year, a, b) or calendar.day(year, b, a)
        return Point(found.isoformat(), found, "D") if found else None

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
        point = self._point(match)
        base = point.day if point is not None else None
        if match.has("tonight") or match.has("r") and match.has("p") and not match.has("w"):
            word = match.words("r", self.analysis.text)
            rel = int(match.value("r", "REL") or 0)
            anchor = self.narrative.anchor(word, definite=self._definite(match))
            base = anchor and calendar.add(anchor, rel, "D")
        elif point is None:
            base = self.narrative.anchor("same") if match.has("c") or match.has("hr") else self.narrative.anchor("")
        clock = self._clock(match)
        if clock is None:
            return
        text = base.isoformat() if base is not None else OPEN["D"]
        if base is not None:
            self.narrative.reach(base, "D")
        yield self._timex(match, "TIME", f"{text}T{clock}")

    @staticmethod
    def _clock(match: Match) -> str | None:
        """What follows `T` in the value: a time, or a part of the day."""
        code = match.value("p", "PART") or match.value("p", "PARTS") or match.value("t", "TONIGHT")
        if match.has("c"):
            hour, minute = (match.value("c", "CLOCK") or "0:00").split(":")[:2]
        elif match.has("hr"):
            hour, minute = match.value("hr", "HOUR") or match.value("hr", "NUM") or "", "00"
        else:
            return calendar.parts()[code][0] if code else None
        if not hour.isdigit() or int(hour) > 24:
            return None
        number = int(hour)
        after_noon = match.value("h", "AMPM") == "12" or (code in ("AF", "EV", "NI") and number < 12)
        before_noon = match.value("h", "AMPM") == "0"
        if after_noon and number < 12:
            number += 12
        elif before_noon and number == 12:
            number = 0
        return f"{number:02d}:{minute}"

    # --- shifts ---

    def _shift(self, match: Match) -> Iterator[Timex]:
        unit = _unit_of(match)
        text = match.words("f", self.analysis.text) or match.words("fh", self.analysis.text)
        sign = int(match.value("f", "SHIFT") or match.value("fh", "SHIFT") or (1 if text in ("following", "after") else -1))
        number = match.value("n", "NUM") or match.value("v", "VAGUE") or "1"
        if match.rule == "shift" and not match.has("n"):
            number = match.value("v", "VAGUE") or "X"
        quarterly = unit == "Y" and self.narrative.grain == "Q" and self.narrative.reached is not None
        base = self.narrative.published if text == "ago" and not quarterly else self.narrative.reached or self.narrative.published
        if number == "X" or match.rule == "shift-half":
            yield self._timex(match, "DATE", "PAST_REF" if sign < 0 else "FUTURE_REF")
            return
        if "." in number or base is None or len(number) > 5:
            yield self._timex(match, "DATE", OPEN.get(unit, OPEN["D"]))
            return
        found = calendar.add(base, sign * int(number), unit)
        if found is None:
            return
        # "from $2 million a year earlier", after a quarter was named, means that quarter of the year before.
        grain = "Q" if quarterly else unit if unit in OPEN and unit != "K" else "D" if unit in ("F", *TIME_UNITS) else "Y"
        grain = "Y" if grain == "E" else grain
        if unit in "smhDFWM" and text != "ago":
            self.narrative.reach(found, grain)
        yield self._timex(match, "DATE", calendar.name(found, grain))

    # --- durations ---

    def _duration(self, match: Match) -> Iterator[Timex]:
        unit = _unit_of(match)
        number = match.value("n", "NUM") or match.value("v", "VAGUE") or match.value("v", "NUM")
        if number is None:
            number = "1" if match.has("n") or match.value("u", "UNIT") else "X"
        if match.has("hh"):
            number = f"{float(number) + 0.5:g}"
        if match.has("fr"):
            number = f"{float(number) + float(match.value('fr', 'FRACTION') or 0):g}"
        value = duration(number, unit)
        if match.rule == "duration-quarter":
            years = {"C": 100, "E": 10}.get(unit, 0) / (4 if "quarter" in match.words("fq", self.analysis.text) else 2)
            value = f"P{years:g}Y"
        begins, ends = self._measured(match, number, unit)
        yield self._timex(match, "DURATION", value, begins=begins, ends=ends)

    def _measured(self, match: Match, number: str, unit: str) -> tuple[str | None, str | None]:
        """The interval of a duration that ends or begins at the anchor ("the last five days")."""
        word = match.words("r", self.analysis.text)
        if word not in ("last", "past", "next", "coming", "recent", "latest", "this"):
            return None, None
        anchor = self.narrative.anchor(word, definite=True)
        if anchor is None:
            return None, None
        n = int(number) if number.isdigit() and len(number) < 6 else None
        if word in ("next", "coming"):
            far = None if n is None else calendar.add(anchor, n, unit)
            return anchor.isoformat(), far.isoformat() if far else None
        far = None if n is None else calendar.add(anchor, -n, unit)
        return far.isoformat() if far else None, anchor.isoformat()

    def _durations(self, match: Match) -> Iterator[Timex]:
        unit = _unit_of(match)
        first = match.fields["n1"]
        yield self._timex(match, "DURATION", duration(match.value("n1", "NUM") or "X", unit), first=first[0].start, last=first[-1].end)
        yield self._timex(match, "DURATION", duration(match.value("n", "NUM") or "X", unit), first=match.fields["n"][0].start)

    def _none(self, match: Match) -> Iterator[Timex]:
        """Words that look like a time and are none."""
        yield from ()

    # --- sets and references ---

    def _set(self, match: Match) -> Iterator[Timex]:
        unit = _unit_of(match) or match.value("a", "SETADV")
        if unit:
            yield self._timex(match, "SET", duration(match.value("n", "NUM") or "1", unit))
        elif match.has("w"):
            yield self._timex(match, "SET", f"XXXX-WXX-{match.value('w', 'WEEKDAY') or match.value('w', 'WEEKDAYS')}")
        elif match.has("m"):
            yield self._timex(match, "SET", f"XXXX-{match.value('m', 'MONTH')}")
        elif match.has("s"):
            yield self._timex(match, "SET", f"XXXX-{match.value('s', 'SEASON')}")
        else:
            code = match.value("p", "PART") or match.value("p", "PARTS") or "MO"
            yield self._timex(match, "SET", f"XXXX-XX-XXT{calendar.parts()[code][0]}")

    def _ref(self, match: Match) -> Iterator[Timex]:
        text = match.words("rf", self.analysis.text)
        value = match.value("rf", "REF") or ("PAST_REF" if text == "past" else "FUTURE_REF")
        yield self._timex(match, "DATE", value)

    # --- ranges ---

    def _months(self, match: Match) -> Iterator[Timex]:
        year = int(match.value("y", "YEAR") or 0)
        first, second = int(_month_of(match, "m1") or 0), int(_month_of(match, "m") or 0)
        earlier = year - 1 if first > second else year
        span = match.fields["m1"]
        yield self._timex(match, "DATE", f"{earlier:04d}-{first:02d}", first=span[0].start, last=span[-1].end)
        self._reached(Point("", calendar.day(year, second, 1), "M"), match)
        yield self._timex(match, "DATE", f"{year:04d}-{second:02d}", first=match.fields["m"][0].start)

    def _days(self, match: Match) -> Iterator[Timex]:
        second = self._monthday(match)
        if second is None:
            return
        month = _month_of(match, "m1") or _month_of(match, "m") or ""
        year = second.value[:4]
        number = match.value("d1", "DAY") or ""
        short = not match.has("m1") and match.fields["m"][0].start > match.fields["d1"][0].start
        whole = [*match.fields["d1"], *match.fields.get("m1", () if short else match.fields["m"])]
        start, end = min(i.start for i in whole), max(i.end for i in whole)
        if year.isdigit() and calendar.day(int(year), int(month), int(number)) is None:
            return
        yield self._timex(match, "DATE", f"{year}-{month}-{number}", first=start, last=end)
        self._reached(second, match)
        later = [i for i in match.items if i.start >= end and (i in match.fields["d"] or i in match.fields["m"])]
        yield self._timex(match, "DATE", second.value, first=min(i.start for i in later))

    def _years(self, match: Match) -> Iterator[Timex]:
        first = match.value("y1", "YEAR") or ""
        second = match.value("y", "YEAR") or first[:2] + (match.value("y", "YY") or "")
        if int(second) <= int(first):
            return
        span = match.fields["y1"]
        yield self._timex(match, "DATE", first, first=span[0].start, last=span[-1].end)
        self._reached(Point(second, calendar.day(int(second), 1, 1), "Y"), match)
        yield self._timex(match, "DATE", second, first=match.fields["y"][0].start)

    # --- the record ---

    def _timex(
        self, match: Match, kind: TimexType, value: str, *, first: int | None = None, last: int | None = None, mod: str | None = None,
        begins: str | None = None, ends: str | None = None,
    ) -> Timex:  # fmt: skip
        start = match.items[0].start if first is None else first
        end = match.items[-1].end if last is None else last
        found = calendar.interval(value) if kind in ("DATE", "TIME") else None
        precision: TimePrecision | None = calendar.precision(value) if found else "span" if begins or ends else None
        if found:
            begins, ends = found
        by = f"rules.tsv: {match.rule}"
        if found is None and "XX" in value and self.narrative.published is None:
            by += "; no publication date"
        return Timex(start, end, self.analysis.text[start:end], kind, value, begins, ends, precision, by)


def _turn(months: int, rel: int) -> int:
    """Years to add for the last (-1) or the next (1) month that lies `months` after the anchor in the same year."""
    if rel < 0:
        return -1 if months >= 0 else 0
    return 1 if months <= 0 else 0


def duration(number: str, unit: str) -> str:
    """The TIMEX3 value of a duration."""
    letter = {"E": "E", "F": "W", "K": "D", "S": "M", "s": "S", "h": "H", "m": "M"}.get(unit, unit)
    if unit in ("F", "K", "S") and number.isdigit():
        number = str(int(number) * {"F": 2, "K": 2, "S": 6}[unit])
    if unit in ("E", "C", "L") and number.isdigit() and unit != "L":
        number, letter = str(int(number) * {"E": 10, "C": 100}[unit]), "Y"
    if unit == "Q":
        number, letter = (str(int(number) * 3), "M") if number.isdigit() else (number, "Q")
    return f"P{'T' if unit in TIME_UNITS else ''}{number}{letter}"


def _unit_of(match: Match) -> str:
    return match.value("u", "UNIT") or match.value("u", "UNITS") or match.value("u", "QUARTERS") or ""


def _month_of(match: Match, label: str) -> str | None:
    return match.value(label, "MONTH") or match.value(label, "ABBR")


def _mod(match: Match) -> str | None:
    return match.value("o", "MOD") or match.value("e", "EDGE") or match.value("k", "COMPARED")


_POINTS: tuple[tuple[str, Callable[[Reader, Match], Point | None]], ...] = (
    ("mm", Reader._iso), ("slash", Reader._slash), ("g", Reader._holiday), ("d", Reader._monthday), ("m", Reader._month), ("w", Reader._weekday), ("t", Reader._today),
    ("s", Reader._season), ("q", Reader._quarter), ("hf", Reader._half), ("u", Reader._unit), ("nu", Reader._business_year), ("ye", Reader._year_end), ("dc", Reader._decade), ("ce", Reader._century),
    ("y", Reader._plain_year), ("yy", Reader._plain_year), ("ry", Reader._unit),
)  # fmt: skip
