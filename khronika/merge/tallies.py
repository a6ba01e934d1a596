"""Running totals over incidents, with ranges and who says so.

The same people are never added twice in silence: of one incident one range counts, whatever the number of its reports; near copies count
once; what happened on a day that a running total covers ("6,700 since Sunday") is a part of it and adds nothing; and incidents that may
hold the same people are named beside the total.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from khronika.merge.dates import ordinal, span_of, sums_up
from khronika.model.incident import Count, Incident, Version
from khronika.model.quantity import QuantityRole

# Incidents of one role and country this many days apart at most may be one story told twice, if a place or day is missing.
NEAR = 3


@dataclass(frozen=True, slots=True)
class Filters:
    """What a tally takes: `country` (ISO 3166 alpha-3), `place` by name, days from `since` to `until`, inclusive; None for all."""

    country: str | None = None
    place: str | None = None
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One incident's number, and the totals with it. `high` None: a source gives no upper bound.

    A running total stands under its last `day`, with the day `since` when it counts. `part_of` is the running total that covers the
    incident: its people are counted there, once both are known. `overlaps` are earlier incidents whose people may be the same: they are
    in the total all the same, and whoever reads it has to know.
    """

    incident: str
    day: str | None
    place: str | None
    low: float
    high: float | None
    total_low: float
    total_high: float | None
    says: tuple[Version, ...]
    overlaps: tuple[str, ...] = ()
    since: str | None = None
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """A running total in order of time. `uncounted` are incidents that fit but give no number; they are in no total."""

    role: QuantityRole
    entries: tuple[Entry, ...]
    low: float
    high: float | None
    uncounted: tuple[str, ...]


def tally(role: QuantityRole, incidents: Iterable[Incident], filters: Filters | None = None) -> Tally:
    """Total of a role over the incidents that fit and that at least one report says have happened."""
    fitting = (i for i in incidents if i.confirmed and fits(i, filters or Filters()))
    chosen = sorted(fitting, key=lambda i: (_last_day(i, role), i.id))
    counted = [(incident, count) for incident in chosen if (count := count_of(incident, role))]
    wholes = _wholes([incident for incident, _ in counted], role)
    overlaps = _overlaps([incident for incident, _ in counted if incident.id not in wholes])
    total = _Total()
    entries: list[Entry] = []
    for incident, count in counted:
        whole = wholes.get(incident.id)
        total.add(incident.id, whole, count.low or 0, count.high)
        low, high = total.range()
        since = running_since(incident, role)
        entries.append(
            Entry(
                incident.id, _last_day(incident, role) if since else _day(incident), incident.place, count.low or 0, count.high, low, high,
                count.versions, overlaps.get(incident.id, ()), since, whole,
            )
        )  # fmt: skip
    known = {incident.id for incident, _ in counted}
    low, high = total.range()
    return Tally(role, tuple(entries), low, high, tuple(i.id for i in chosen if i.id not in known))


class _Total:
    """A sum that is never smaller than a running total in it, nor than the parts of one together."""

    def __init__(self) -> None:
        self._own: dict[str, tuple[float, float | None]] = {}
        self._parts: dict[str, tuple[float, float | None]] = {}
        self._low, self._high, self._open = 0.0, 0.0, 0

    def add(self, incident: str, whole: str | None, low: float, high: float | None) -> None:
        """Add an incident's range, or count it as a part of a whole."""
        name = whole or incident
        self._count(name, -1)
        if whole is None:
            self._own[name] = (low, high)
        else:
            before, top = self._parts.get(name, (0.0, 0.0))
            self._parts[name] = (before + low, None if high is None or top is None else top + high)
        self._count(name, 1)

    def range(self) -> tuple[float, float | None]:
        """Lowest and highest sum; None where it is open."""
        return self._low, None if self._open else self._high

    def _count(self, name: str, sign: int) -> None:
        low, high = self._of(name)
        self._low += sign * low
        self._high += sign * (high or 0.0)
        self._open += sign * (high is None)

    def _of(self, name: str) -> tuple[float, float | None]:
        parts = self._parts.get(name, (0.0, 0.0))
        if name not in self._own:
            return parts
        low, high = self._own[name]
        return max(low, parts[0]), None if high is None else max(high, parts[0])


def running_since(incident: Incident, role: QuantityRole) -> str | None:
    """The day since when an incident's number of a role counts, where it sums up several days; None where it is of one act."""
    days = [span for e in incident.events if sums_up(e) and any(q.role == role for q in e.quantities) and (span := span_of(e))]
    return date.fromordinal(min(days)[0]).isoformat() if days else None


def _last_day(incident: Incident, role: QuantityRole) -> str:
    """The day on which an incident's number stands: the last of a running total, else its first."""
    days = [span[1] for e in incident.events if sums_up(e) and any(q.role == role for q in e.quantities) and (span := span_of(e))]
    return date.fromordinal(max(days)).isoformat() if days else _day(incident) or ""


def _wholes(incidents: Sequence[Incident], role: QuantityRole) -> dict[str, str]:
    """For each incident that a running total covers, that total; of several, the one that covers most days."""
    totals: list[tuple[str, str, Incident]] = []
    for incident in incidents:
        if since := running_since(incident, role):
            totals.append((since, _last_day(incident, role), incident))
    totals.sort(key=lambda total: (total[0], [-ord(c) for c in total[1]], total[2].id))
    found: dict[str, str] = {}
    for incident in incidents:
        first = (running_since(incident, role) or _day(incident) or "")[:10]
        last = _last_day(incident, role)[:10]
        for since, until, whole in totals:
            if whole.id == incident.id:
                # Of two totals of the same days neither is a part of the other.
                break
            if first and since <= first and last <= until and _holds(whole, incident):
                found[incident.id] = whole.id
                break
    return found


def _holds(whole: Incident, part: Incident) -> bool:
    """Whether the places of a running total and of an incident say that the one lies in the other: in doubt, no."""
    if whole.event_type != part.event_type or not _countries(whole) & _countries(part):
        return False
    return _whole_country(whole) or whole.place == part.place


def _countries(incident: Incident) -> set[str]:
    """Countries of an incident's place, or where it has none, of those to whom it was done."""
    if incident.country:
        return {incident.country}
    return {party.country for event in incident.events for party in event.recipients if party.country}


def count_of(incident: Incident, role: QuantityRole) -> Count | None:
    """The incident's count of a role, or None."""
    return next((count for count in incident.counts if count.role == role), None)


def _day(incident: Incident) -> str | None:
    return incident.begins or incident.first_report


def fits(incident: Incident, filters: Filters) -> bool:
    """Whether an incident lies in the country, place and days asked for."""
    day = ordinal(_day(incident))
    since, until = ordinal(filters.since), ordinal(filters.until)
    if (since is not None or until is not None) and day is None:
        return False
    return (
        filters.country in (None, incident.country)
        and (filters.place is None or filters.place.casefold() == (incident.place or "").casefold())
        and (since is None or day is None or day >= since)
        and (until is None or day is None or day <= until)
    )


def _overlaps(incidents: Iterable[Incident]) -> dict[str, tuple[str, ...]]:
    """For each incident the earlier ones of the same type that time and place do not tell apart; `incidents` are in order of time."""
    ordered = tuple(incidents)
    days = [ordinal(_day(incident)) for incident in ordered]
    found: dict[str, tuple[str, ...]] = {}
    for first, earlier in enumerate(ordered):
        for second in range(first + 1, len(ordered)):
            later, x, y = ordered[second], days[first], days[second]
            if x is not None and y is not None and y - x > NEAR:
                break
            if earlier.event_type == later.event_type and _maybe_one(earlier, later):
                found[later.id] = (*found.get(later.id, ()), earlier.id)
    return found


def _maybe_one(a: Incident, b: Incident) -> bool:
    """Whether place leaves it open that two incidents of about one time are one, or one a part of the other."""
    if a.country and b.country and a.country != b.country:
        return False
    if a.place and b.place and a.place != b.place and a.begins and b.begins and a.begins[:10] == b.begins[:10]:
        return _whole_country(a) or _whole_country(b)
    return True


def _whole_country(incident: Incident) -> bool:
    """Whether no report puts the incident in one place of its country."""
    return all(event.place is None or event.place.precision == "country" for event in incident.events)
