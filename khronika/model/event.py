"""What: triggers found in the text, and the finished event record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from khronika.model.article import Article
from khronika.model.attribution import EventSource
from khronika.model.entity import Entity
from khronika.model.place import Toponym
from khronika.model.quantity import Measure, Quantity
from khronika.model.span import Span
from khronika.model.time import Timex

Status = Literal["occurred", "ongoing", "historical", "planned", "possible", "conditional", "demanded", "threatened", "negated", "denied"]


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that express an act, typed. `head` is the index of the token that governs the words; `id` the event's id to be.

    `actor` and `recipient` say where the arguments stand, as `docs/predicates.md` describes (`subj`, `obj`, `of`, `by`, `obl:against`, …;
    alternatives by `|`, unions by `+`); None asks for the defaults of the part of speech. `by` names the table row or model, `score` is the
    decision's raw certainty between 0 and 1, `runner_up` the second best type. Where `needs` names sectors, the words tell an act only if
    one of its actors, found later, belongs to one of them: "he said" is a statement if "he" is of the police.
    """

    id: str
    start: int
    end: int
    text: str
    head: int
    event_type: str
    modes: tuple[str, ...] = ()
    actor: str | None = None
    recipient: str | None = None
    by: str = ""
    score: float = 1.0
    runner_up: str | None = None
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EventStatus:
    """Whether the event of a trigger happened; `by` names the words or rule that decided."""

    trigger: str
    status: Status
    by: str


@dataclass(frozen=True, slots=True)
class EventContexts:
    """Why: the PLOVER contexts of the event of a trigger, sorted; `by` names the words that spoke for each, in the same order."""

    trigger: str
    contexts: tuple[str, ...]
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coder:
    """What made a record: the program's version and the hash of everything that shaped this coding."""

    version: str
    config: str


@dataclass(frozen=True, slots=True)
class Event:
    """One event mention, complete. `khronika.model.record.event_line` gives the output form, which RECORD.md describes."""

    id: str
    article: Article
    event_type: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    quad: int | None
    scale: float | None
    cameo: str | None
    status: Status
    status_by: str
    actors: tuple[Entity, ...]
    recipients: tuple[Entity, ...]
    time: Timex | None
    time_by: str | None
    place: Toponym | None
    place_by: str | None
    quantities: tuple[Quantity, ...]
    measures: tuple[Measure, ...]
    attributed_to: tuple[EventSource, ...]
    trigger: Span
    trigger_by: str
    sentence: Span
    confidence: float
    coder: Coder
