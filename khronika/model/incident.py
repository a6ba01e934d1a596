"""One act as all its reports tell it: what they agree on, where they differ, and why they were taken for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from khronika.model.event import Event, Status
from khronika.model.quantity import QuantityRole

Decision = Literal["machine", "joined", "split"]


@dataclass(frozen=True, slots=True)
class Feature:
    """One ground for or against two events being one act: its name, what it adds to the score, and the two values compared."""

    name: str
    contribution: float
    left: str | None = None
    right: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two events compared, `left` < `right`. `score` is the sum of the features; above 0 speaks for one act."""

    left: str
    right: str
    score: float
    features: tuple[Feature, ...]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person said, in events: those of a join are one act; those of a split are apart from `rest`, or, without one, from each other.

    Rulings are given oldest first; where two contradict each other, the newer holds.
    """

    kind: Literal["joined", "split"]
    events: tuple[str, ...]
    rest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """A count as one report gives it. `source` is who says so, named or described, else the publisher; `reported` the day of the report.

    `independent` is False for a copy of another report and for what a later report of the same source overtakes.
    """

    event: str
    role: QuantityRole
    low: float | None
    high: float | None
    approximate: bool
    text: str
    source: str | None
    reported: str | None
    independent: bool = True


@dataclass(frozen=True, slots=True)
class Count:
    """All versions of one number, in order of report. `low` and `high` span the independent versions; None is open on that side.

    `agreed_low` and `agreed_high` are what all independent versions allow, both None where they contradict one another.
    """

    role: QuantityRole
    low: float | None
    high: float | None
    agreed_low: float | None
    agreed_high: float | None
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Stand:
    """What a report said of the act's status, and the stage of a measure, if any."""

    event: str
    reported: str | None
    status: Status
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """Events of one act, in order of report. `sources` are the independent ones; `confirmed` and `denied` are ids of events that say so.

    `begins` and `ends` are the most precise time that a report gives, `place` and the rest are in the events; `comparisons` are those
    between members, with what spoke for and against.
    """

    id: str
    event_type: str
    modes: tuple[str, ...]
    events: tuple[Event, ...]
    begins: str | None
    ends: str | None
    place: str | None
    country: str | None
    counts: tuple[Count, ...]
    sources: tuple[str, ...]
    first_report: str | None
    last_report: str | None
    stands: tuple[Stand, ...]
    confirmed: tuple[str, ...]
    denied: tuple[str, ...]
    comparisons: tuple[Comparison, ...]
