"""Incidents: the event mentions of one act, within and across articles, as one record that keeps where they differ."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from khronika.merge.block import pairs
from khronika.merge.cluster import cluster
from khronika.merge.compare import compare
from khronika.merge.counts import counts, source_of
from khronika.model import Event
from khronika.model.incident import Comparison, Incident, Ruling, Stand

# How exact a precision is; the incident takes the most exact time and place.
_EXACT = {name: rank for rank, name in enumerate(("minute", "part_of_day", "day", "week", "month", "span", "season", "year"))}
_NEAR = {name: rank for rank, name in enumerate(("site", "city", "admin2", "admin1", "region", "country"))}
_HAPPENED = ("occurred", "ongoing", "historical")
_DENIED = ("negated", "denied")


def incidents(
    events: Iterable[Event],
    rulings: Sequence[Ruling] = (),
    stories: Mapping[str, str] | None = None,
    copies: Mapping[str, str] | None = None,
) -> list[Incident]:
    """Merge events into incidents, in order of time. Every event is in one.

    `rulings` are people's, oldest first; `stories` gives the story of articles and `copies` the originals of near copies, by article id.
    The order of `events` does not matter.
    """
    by_id = {event.id: event for event in sorted(events, key=lambda event: event.id)}
    compared = [compare(a, b, stories) for a, b in pairs(list(by_id.values()))]
    groups = cluster(by_id, compared, rulings)
    group_of = {one: group for group in groups for one in group}
    inside: dict[tuple[str, ...], list[Comparison]] = defaultdict(list)
    for comparison in compared:
        if group_of[comparison.left] is group_of[comparison.right]:
            inside[group_of[comparison.left]].append(comparison)
    made = [_incident([by_id[one] for one in group], inside[group], copies or {}) for group in groups]
    return sorted(made, key=lambda incident: (incident.begins or incident.first_report or "", incident.id))


def incident_id(events: Iterable[str]) -> str:
    """Id of an incident: a hash of the first of its events' ids, so that it mostly lives on when reports are added."""
    return "in_" + hashlib.sha256(min(events).encode()).hexdigest()[:16]


def _incident(members: Sequence[Event], comparisons: Sequence[Comparison], copies: Mapping[str, str]) -> Incident:
    events = sorted(members, key=lambda event: (event.article.published or "", event.id))
    times = [event.time for event in events if event.time and event.time.begins]
    places = [event.place for event in events if event.place]
    time = min(times, key=lambda t: _EXACT.get(t.precision or "", len(_EXACT)), default=None)
    place = min(places, key=lambda p: _NEAR.get(p.precision or "", len(_NEAR)), default=None)
    reports = [event.article.published for event in events if event.article.published]
    return Incident(
        id=incident_id(event.id for event in events), event_type=events[0].event_type,
        modes=tuple(sorted({mode for event in events for mode in event.modes})), events=tuple(events),
        begins=time.begins if time else None, ends=time.ends if time else None,
        place=(place.name or place.text) if place else None, country=place.country if place else None,
        counts=counts(events, copies), sources=_sources(events, copies),
        first_report=min(reports, default=None), last_report=max(reports, default=None),
        stands=tuple(stand for event in events for stand in _stands(event)),
        confirmed=tuple(event.id for event in events if event.status in _HAPPENED),
        denied=tuple(event.id for event in events if event.status in _DENIED),
        comparisons=tuple(sorted(comparisons, key=lambda c: (c.left, c.right))),
    )  # fmt: skip


def _sources(events: Iterable[Event], copies: Mapping[str, str]) -> tuple[str, ...]:
    """Independent sources: a copy of a report is none of its own."""
    return tuple(sorted({source for event in events if event.article.id not in copies and (source := source_of(event))}))


def _stands(event: Event) -> list[Stand]:
    stages = sorted({measure.stage for measure in event.measures if measure.stage})
    found: Sequence[str | None] = stages or [None]
    return [Stand(event.id, event.article.published, event.status, stage) for stage in found]
