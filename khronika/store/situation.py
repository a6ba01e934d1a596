"""What the situation, the map, the timeline and the actors count: incidents, whatever number of reports tells each.

An event that is in no incident yet counts as one of its own. An incident is counted if one of its events fits; its day and its type are
those of the first of these, its place the most exact that one of these gives.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from khronika.store.columns import ROLES, STATUSES, Columns, Ints, Place
from khronika.store.paging import place_of
from khronika.store.rows import BETWEEN_ROLES

# With more days than this a bar stands for a week, with more than that for a month, and then for a year.
DAILY, WEEKLY, MONTHLY = 100, 730, 7300
# Where all but this share of the incidents lie in a tenth of the whole time, the axis is kept to them.
STRAY = 0.02
FULL_SHARE = 0.1
DAYS_OF = {"day": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class Acts:
    """Incidents that fit, in order of time: their numbers (below 0: an event in none), days, types, places, and first events.

    `events` is how many events fit; `at` are positions in `columns`: of the first event that fits, and `sided` of one that has both sides.
    """

    columns: Columns
    events: int
    act: Ints
    at: Ints
    place: Ints
    sided: Ints

    @property
    def day(self) -> Ints:
        """Ordinals of their days, 0 where none is known."""
        return self.columns.data["begins"][self.at]

    @property
    def kind(self) -> Ints:
        """Their types, as numbers of labels."""
        return self.columns.data["kind"][self.at]

    @property
    def unmerged(self) -> int:
        """How many of them are events in no incident."""
        return int((self.act < 0).sum())


@dataclass(frozen=True, slots=True)
class Timeline:
    """How many incidents of each type began when, by the first day of each unit (day, week, month, year).

    `outside` lie beyond the axis, `undated` have no day.
    """

    unit: str
    bars: Mapping[str, Mapping[str, int]]
    outside: int
    undated: int


@dataclass(frozen=True, slots=True)
class Total:
    """The numbers of a role over incidents that a report says have happened. `high` None: at least one source gives no upper bound."""

    role: str
    low: float
    high: float | None
    incidents: int


def acts(columns: Columns, at: Ints) -> Acts:
    """The incidents of events, these given by their positions in order of time."""
    act = columns.data["act"][at]
    place = columns.data["place"][at]
    order = np.argsort(act * 8 + columns.exactness[place], kind="stable")
    starts = np.flatnonzero(np.diff(act[order], prepend=act[order[:1]] - 1)) if len(at) else np.zeros(0, "i8")
    first = np.minimum.reduceat(order, starts) if len(starts) else starts
    both = (columns.data["actors"][at] > 0) & (columns.data["recipients"][at] > 0)
    sided = np.minimum.reduceat(np.where(both[order], order, len(at) + order), starts) % max(len(at), 1) if len(starts) else starts
    best = place[order[starts]] if len(starts) else starts
    by_time = np.argsort(first, kind="stable")
    return Acts(columns, len(at), act[first[by_time]], at[first[by_time]], best[by_time], at[sided[by_time]])


def incidents(found: Acts, *, limit: int, after: str | None = None, newest_first: bool = True) -> tuple[list[int], str | None]:
    """Numbers of some of the incidents, in order of their first events that fit, and the place in the list after which more come.

    Raises UsageError for what is no place in a list.
    """
    at = np.flatnonzero(found.act > 0)
    events = found.columns.num[found.at[at]]
    place = place_of(after)
    if newest_first:
        end = len(at) if place is None else int(np.searchsorted(events, place))
        chosen = at[max(end - limit, 0) : end][::-1]
        more = end > limit
    else:
        start = 0 if place is None else int(np.searchsorted(events, place, "right"))
        chosen = at[start : start + limit]
        more = start + limit < len(at)
    nums = found.act[chosen].tolist()
    return nums, str(found.columns.num[found.at[chosen[-1]]]) if more and nums else None


def timeline(found: Acts) -> Timeline:
    """How much happened when."""
    day, kind = found.day, found.kind
    dated = day > 0
    days, kinds = day[dated].astype("i8"), kind[dated]
    undated = int((~dated).sum())
    if not len(days):
        return Timeline("day", {}, 0, undated)
    first, last = _stretch(days)
    inside = (days >= first) & (days <= last)
    unit = _unit(last - first + 1)
    bucket = _bucket(days[inside], unit)
    cells, counts = np.unique(bucket * 4096 + kinds[inside], return_counts=True)
    bars: dict[str, dict[str, int]] = {}
    texts = found.columns.kinds.texts
    for cell, count in zip(cells.tolist(), counts.tolist(), strict=True):
        bars.setdefault(datetime.date.fromordinal(cell // 4096).isoformat(), {})[str(texts[cell % 4096])] = count
    return Timeline(unit, bars, int((~inside).sum()), undated)


def _stretch(days: Ints) -> tuple[int, int]:
    """First and last day of the axis: of all, or of all but strays where these would press the rest together."""
    ordered = np.sort(days)
    stray = int(len(ordered) * STRAY / 2)
    low, high = int(ordered[stray]), int(ordered[-1 - stray])
    whole = int(ordered[-1] - ordered[0])
    return (low, high) if whole > DAILY and high - low < whole * FULL_SHARE else (int(ordered[0]), int(ordered[-1]))


def _unit(days: int) -> str:
    return "day" if days <= DAILY else "week" if days <= WEEKLY else "month" if days <= MONTHLY else "year"


def _bucket(days: Ints, unit: str) -> Ints:
    """The ordinal of the first day of the unit that each day is in."""
    if unit == "day":
        return days
    if unit == "week":
        weeks: Ints = days - (days - 1) % 7  # day 1, 1 January of the year 1, was a Monday
        return weeks
    seen, back = np.unique(days, return_inverse=True)
    dates = [datetime.date.fromordinal(day) for day in seen.tolist()]
    firsts = [date.replace(day=1) if unit == "month" else date.replace(month=1, day=1) for date in dates]
    bucket: Ints = np.array([date.toordinal() for date in firsts], "i8")[back]
    return bucket


def places(found: Acts) -> list[tuple[Place, Counter[str]]]:
    """Places by how many incidents of each type they have, most first; incidents without a place are left out."""
    cells, counts = np.unique(found.place.astype("i8") * 4096 + found.kind, return_counts=True)
    table: dict[int, Counter[str]] = {}
    for cell, count in zip(cells.tolist(), counts.tolist(), strict=True):
        if cell >= 4096:
            table.setdefault(cell // 4096, Counter())[str(found.columns.kinds.texts[cell % 4096])] = count
    known = found.columns.places
    return sorted(((known[num], count) for num, count in table.items()), key=lambda pair: (-pair[1].total(), pair[0].num))


def tallied(labels: Ints, texts: list[str | None]) -> list[tuple[str, int]]:
    """How often each label comes, most first; none is left out."""
    found = np.bincount(labels, minlength=len(texts)).tolist() if len(labels) else []
    pairs = [(text, count) for text, count in zip(texts, found, strict=False) if text and count]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def kinds(found: Acts) -> list[tuple[str, int]]:
    """Incidents by type, most first."""
    return tallied(found.kind, found.columns.kinds.texts)


def statuses(found: Acts) -> list[tuple[str, int]]:
    """Incidents by status of their first event that fits, most first."""
    return tallied(found.columns.data["status"][found.at], list(STATUSES))


def pairs(found: Acts) -> dict[tuple[str, str, str], int]:
    """Incidents by role of actor, role of recipient and type; "" where a side is not known. One with several parties counts for each."""
    data, sides, texts = found.columns.data, found.columns.sides.texts, found.columns.kinds.texts
    cell = (data["actors"][found.sided].astype("i8") << 36) | (data["recipients"][found.sided].astype("i8") << 12) | found.kind
    cells, counts = np.unique(cell, return_counts=True)
    table: Counter[tuple[str, str, str]] = Counter()
    for value, count in zip(cells.tolist(), counts.tolist(), strict=True):
        actors, recipients = sides[value >> 36] or "", sides[value >> 12 & 0xFFFFFF] or ""
        for actor in actors.split(BETWEEN_ROLES):
            for recipient in recipients.split(BETWEEN_ROLES):
                table[actor, recipient, str(texts[value & 0xFFF])] += count
    return dict(table)


def totals(found: Acts) -> list[Total]:
    """The numbers of every role that incidents give, in the order of the roles."""
    at = counted(found)
    counts = found.columns.counts
    made = []
    for number, role in enumerate(ROLES):
        here = at[counts["role"][at] == number]
        if len(here):
            high = counts["high"][here]
            upper = None if np.isnan(high).any() else float(high.sum())
            made.append(Total(role, float(np.nansum(counts["low"][here])), upper, len(here)))
    return made


def counted(found: Acts) -> Ints:
    """Positions in `columns.counts` of the numbers of the incidents that a report says have happened."""
    counts = found.columns.counts
    mine = np.sort(found.act[found.act > 0])
    near = np.minimum(np.searchsorted(mine, counts["incident"]), max(len(mine) - 1, 0))
    return np.flatnonzero(counts["confirmed"] & (mine[near] == counts["incident"])) if len(mine) else np.zeros(0, "i8")


def with_count(found: Acts, *roles: str) -> Ints:
    """Numbers of the incidents that give a number of one of the roles, in order of time."""
    at = counted(found)
    counts = found.columns.counts
    having = counts["incident"][at[np.isin(counts["role"][at], [ROLES.index(role) for role in roles])]]
    return found.act[np.isin(found.act, having)]


def running(found: Acts, role: str) -> list[tuple[int, float, float | None]]:
    """The running total of a role: ordinal of a day, and the bounds of all that was told up to it. Incidents without a day are left out."""
    counts = found.columns.counts
    at = counted(found)
    here = at[counts["role"][at] == ROLES.index(role)]
    order = np.argsort(found.act, kind="stable")
    day = found.day[order][np.searchsorted(found.act[order], counts["incident"][here])] if len(here) else np.zeros(0, "i4")
    by_day = np.argsort(day, kind="stable")
    by_day = by_day[day[by_day] > 0]
    low = np.cumsum(np.nan_to_num(counts["low"][here][by_day]))
    high = np.cumsum(counts["high"][here][by_day])  # after an open one, everything is open
    days, last = np.unique(day[by_day][::-1], return_index=True)
    ends = len(by_day) - 1 - last
    return [(int(d), float(low[n]), None if np.isnan(high[n]) else float(high[n])) for d, n in zip(days, ends, strict=True)]


def of_role(columns: Columns, at: Ints, role: str, side: str) -> Ints:
    """Of events, those in which a role ("BLR COP", or "BLR" for all of a country) is on a side, `actors` or `recipients`."""
    mine = [n for n, text in enumerate(columns.sides.texts) if text and _has(text, role)]
    found: Ints = at[np.isin(columns.data[side][at], mine)]
    return found


def _has(text: str, role: str) -> bool:
    return any(one == role or one.startswith(f"{role} ") for one in text.split(BETWEEN_ROLES))
