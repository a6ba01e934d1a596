"""Ledgers: detentions, protests and sanctions, one line an incident, in order of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from khronika.merge.tallies import Filters, Tally, count_of, fits, tally
from khronika.model import Entity
from khronika.model.incident import Count, Incident
from khronika.model.quantity import QuantityRole

DETENTION: tuple[QuantityRole, ...] = ("arrested", "released", "injured", "dead")


# Who holds people, by sector, and how they are mistreated, by mode of ASSAULT; torture is told of those held, whoever is said to do it.
KEEPERS = frozenset(("COP", "MIL", "SPY", "GOV", "JUD", "PRM"))
MISTREATED = frozenset(("beat", "sexual", "torture"))


@dataclass(frozen=True, slots=True)
class Mistreatment:
    """People beaten, abused or tortured by those who arrest and hold, how many were injured, according to whom; `denied`: disputed."""

    incident: str
    day: str | None
    place: str | None
    modes: tuple[str, ...]
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    injured: Count | None
    sources: tuple[str, ...]
    denied: bool


@dataclass(frozen=True, slots=True)
class Detentions:
    """Totals of the roles that a detention ledger has. `held_low` and `held_high`: arrested less released, None where a side is open.

    Those still held are a bound, not a count: reports of arrests and of releases need not be of the same people. Who was mistreated is
    seldom counted, so that `mistreated` lists the incidents, also those that are only told to be denied.
    """

    totals: tuple[Tally, ...]
    held_low: float | None
    held_high: float | None
    mistreated: tuple[Mistreatment, ...]


@dataclass(frozen=True, slots=True)
class ProtestLine:
    """One protest: day, place, size as all sources give it."""

    incident: str
    day: str | None
    place: str | None
    country: str | None
    modes: tuple[str, ...]
    size: Count | None


@dataclass(frozen=True, slots=True)
class SanctionLine:
    """One sanction: who against whom, which measures, the latest stage (else the latest status), and since when."""

    incident: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    measures: tuple[str, ...]
    stage: str
    since: str | None


def detentions(incidents: Iterable[Incident], filters: Filters | None = None) -> Detentions:
    """The detention ledger."""
    kept = tuple(incidents)
    totals = {role: tally(role, kept, filters) for role in DETENTION}
    arrested, released = totals["arrested"], totals["released"]
    held_low = None if released.high is None else max(arrested.low - released.high, 0)
    held_high = None if arrested.high is None else max(arrested.high - released.low, 0)
    listed = (incident for incident in kept if fits(incident, filters or Filters()))
    return Detentions(tuple(totals.values()), held_low, held_high, mistreated(listed))


def mistreated(incidents: Iterable[Incident]) -> tuple[Mistreatment, ...]:
    """Who was mistreated, in order of time: those of the incidents that tell of it."""
    return tuple(_mistreatment(incident) for incident in _in_time(incidents) if _mistreated(incident))


def _mistreated(incident: Incident) -> bool:
    modes = MISTREATED & set(incident.modes)
    if incident.event_type != "ASSAULT" or not modes or not (incident.confirmed or incident.denied):
        return False
    return "torture" in modes or any(party.sector in KEEPERS for event in incident.events for party in event.actors)


def _mistreatment(incident: Incident) -> Mistreatment:
    return Mistreatment(
        incident.id, incident.begins or incident.first_report, incident.place, incident.modes,
        _names(e for event in incident.events for e in event.actors), _names(e for event in incident.events for e in event.recipients),
        count_of(incident, "injured"), incident.sources, bool(incident.denied),
    )  # fmt: skip


def protests(incidents: Iterable[Incident]) -> list[ProtestLine]:
    """The protest ledger: protests that at least one report says have happened."""
    return [
        ProtestLine(i.id, i.begins or i.first_report, i.place, i.country, i.modes, count_of(i, "participants"))
        for i in _in_time(incidents)
        if i.event_type == "PROTEST" and i.confirmed
    ]


def sanctions(incidents: Iterable[Incident]) -> list[SanctionLine]:
    """The sanctions ledger, with proposals and threats, whose stage or status says so."""
    return [_sanction(i) for i in _in_time(incidents) if i.event_type == "SANCTION"]


def _sanction(incident: Incident) -> SanctionLine:
    # The last in order of report that has a stage; a status says less.
    stages = [stand.stage for stand in incident.stands if stand.stage]
    return SanctionLine(
        incident.id, _names(e for event in incident.events for e in event.actors),
        _names(e for event in incident.events for e in event.recipients),
        tuple(sorted({measure.type for event in incident.events for measure in event.measures})),
        stages[-1] if stages else incident.stands[-1].status, incident.begins or incident.first_report,
    )  # fmt: skip


def _names(parties: Iterable[Entity]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(party.name or party.means or party.text for party in parties))


def _in_time(incidents: Iterable[Incident]) -> list[Incident]:
    return sorted(incidents, key=lambda i: (i.begins or i.first_report or "", i.id))
