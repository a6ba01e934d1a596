"""Values in the words that a person reads: days, counts, names."""

from __future__ import annotations

import datetime
import re

from khronika.cli.say import printable
from khronika.model import Entity, EventSource, Quantity, Timex, Toponym
from khronika.model.incident import Count, Version

ROLE_WORDS = {
    "participants": "people", "arrested": "arrested", "released": "released", "dead": "dead", "injured": "injured",
    "displaced": "displaced", "abducted": "abducted", "missing": "missing", "other": "",
}  # fmt: skip
STAMP = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d))?)?)?")
LONGEST = 60


def short(text: str, longest: int = LONGEST) -> str:
    """The text in one line, cut with an ellipsis."""
    line = " ".join(printable(text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def entity(e: Entity) -> str:
    """The words of a mention, the name behind them and its country and sector: `the president (Alexander Lukashenko) BLR GOV`."""
    name = e.means or (e.name if e.name and e.name.lower() not in e.text.lower() else None)
    return " ".join(filter(None, (short(e.text), name and f"({short(name)})", e.country, e.sector)))


def time(x: Timex) -> str:
    """The interval of a time expression, or its words if it could not be placed on the calendar."""
    begins, ends = x.begins, x.ends
    if begins is None or ends is None:
        return f"from {day(begins)}" if begins else f"until {day(ends)}" if ends else f"“{short(x.text, 30)}”"
    if begins[:10] == ends[:10]:
        hours = dict.fromkeys(stamp[11:16] for stamp in (begins, ends) if len(stamp) > 10)
        return ", ".join(filter(None, (day(begins), "–".join(hours))))
    return _whole(begins, ends) or f"{day(begins)} – {day(ends)}"


def day(stamp: str | None) -> str:
    """`14 Aug 2020`, `Aug 2020` or `2020`, as precise as the stamp."""
    match = STAMP.match(stamp or "")
    if match is None:
        return printable(stamp or "")
    year, month, day, _ = match.groups()
    if month is None:
        return year
    name = datetime.date(2000, int(month), 1).strftime("%b")
    return f"{int(day)} {name} {year}" if day else f"{name} {year}"


def _whole(begins: str, ends: str) -> str | None:
    """A whole month or year is told by its name."""
    if begins[:4] == ends[:4] and begins[4:10] == "-01-01" and ends[4:10] == "-12-31":
        return begins[:4]
    try:
        last = datetime.date.fromisoformat(ends[:10]) + datetime.timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return day(begins[:7]) if begins[:7] == ends[:7] and begins[8:10] == "01" and last.day == 1 else None


def place(p: Toponym) -> str:
    """The place's words, and its country where they are not the country themselves."""
    country = p.country if p.country and p.precision != "country" else None
    return ", ".join(filter(None, (short(p.text, 40), country)))


def quantity(q: Quantity) -> str:
    """`about 1,000 released of 7,000 arrested`, `at least 20 dead`, `24–99 injured`."""
    if q.role == "money_usd":
        return f"US$ {_range(q)}"
    parts = [_range(q), ROLE_WORDS.get(q.role or "other", q.role or "") or (q.unit or "")]
    return " ".join(filter(None, (*parts, "of" if q.of else None, quantity(q.of) if q.of else None)))


def _range(q: Quantity) -> str:
    about = "about " if q.approximate and q.low == q.high else ""
    if q.low is None or q.high is None:
        return f"at least {_figure(q.low)}" if q.low is not None else f"up to {_figure(q.high)}" if q.high is not None else short(q.text)
    return about + (_figure(q.low) if q.low == q.high else f"{_figure(q.low)}–{_figure(q.high)}")


def _figure(value: float | None) -> str:
    return "" if value is None else f"{int(value):,}" if value == int(value) else f"{value:,}"


def source(s: EventSource) -> str:
    """Who says so, and how sure they are if not simply asserting."""
    name = short(s.name or s.text, 40)
    return name if s.certainty == "asserts" else f"{name} ({s.certainty})"


def brief_count(count: Count) -> str:
    """`3,000–6,700 arrested`, and what all sources agree on where they do not say the same."""
    told = f"{span(count.low, count.high)} {ROLE_WORDS.get(count.role, count.role) or 'counted'}"
    agreed = (count.agreed_low, count.agreed_high)
    if agreed == (None, None) and len(count.versions) > 1:
        return f"{told} (sources differ)"
    return told if agreed in {(count.low, count.high), (None, None)} else f"{told} (all agree: {span(*agreed)})"


def version_words(version: Version) -> str:
    """`Interior Ministry, 13 Aug 2020: about 6,700`, and whether it is another's word."""
    about = "about " if version.approximate else ""
    copied = "" if version.independent else " (not independent)"
    said = f"{short(version.source or 'no source', 50)}, {day((version.reported or '')[:10])}"
    return f"{said}: {about}{span(version.low, version.high)}{copied}"


def span(low: float | None, high: float | None) -> str:
    """A range in words; None is an open side."""
    if low is None and high is None:
        return "unknown number"
    if low is None or high is None:
        return f"at least {_figure(low)}" if low is not None else f"up to {_figure(high)}"
    return _figure(low) if low == high else f"{_figure(low)}–{_figure(high)}"
