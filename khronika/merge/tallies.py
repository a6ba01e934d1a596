"""Running totals over incidents, with ranges and who says so.

The same people are never added twice in silence: of one incident one range counts, whatever the number of its reports; near copies count
once; and incidents that may hold the same people are named beside the total.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from khronika.merge.dates import ordinal
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
    """One incident's number, and the totals with it. `high` None: a source gives no upper bound; totals are open from there on.

    `overlaps` are earlier incidents whose people may be the same: they are in the total all the same, and whoever reads it has to know.
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
    fitting = (i for i in incidents if i.confirmed and _fits(i, filters or Filters()))
    chosen = sorted(fitting, key=lambda i: (_day(i) or "", i.id))
    counted = [(incident, count) for incident in chosen if (count := count_of(incident, role))]
    overlaps = _overlaps([incident for incident, _ in counted])
    entries: list[Entry] = []
    low, high = 0.0, 0.0
    open_ended = False
    for incident, count in counted:
        low += count.low or 0
        high += count.high or 0
        open_ended = open_ended or count.high is None
        entries.append(
            Entry(
                incident.id, _day(incident), incident.place, count.low or 0, count.high, low, None if open_ended else high, count.versions,
                overlaps.get(incident.id, ()),
            )
        )  # fmt: skip
    known = {incident.id for incident, _ in counted}
    return Tally(role, tuple(entries), low, None if open_ended else high, tuple(i.id for i in chosen if i.id not in known))


def count_of(incident: Incident, role: QuantityRole) -> Count | None:
    """The incident's count of a role, or None."""
    return next((count for count in incident.counts if count.role == role), None)


def _day(incident: Incident) -> str | None:
    return incident.begins or incident.first_report


def _fits(incident: Incident, filters: Filters) -> bool:
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
