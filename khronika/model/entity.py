"""Who: people, groups, organisations and states that an article speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EntityKind = Literal["person", "organisation", "group", "country", "place", "unknown"]


@dataclass(frozen=True, slots=True)
class Entity:
    """One mention. `text` is the full noun phrase without relative clauses; `head` is the index of its head token.

    `name` is the resolved name, `means` the name that a pronoun or role stands for, `country` ISO 3166 alpha-3 or a PLOVER code (EUR, UNO,
    IGO, …), `sector` a PLOVER sector. Mentions of one entity share `chain`. `by` names what decided country and sector, `runner_up` the
    second best reading (`"name country sector"`) where there was one, `confidence` is between 0 and 1.
    """

    start: int
    end: int
    text: str
    head: int
    kind: EntityKind = "unknown"
    name: str | None = None
    means: str | None = None
    wikidata: str | None = None
    country: str | None = None
    sector: str | None = None
    other_sectors: tuple[str, ...] = ()
    chain: int | None = None
    by: str = ""
    confidence: float = 1.0
    runner_up: str | None = None


@dataclass(frozen=True, slots=True)
class Arguments:
    """Who did an event (`actors`) and to whom (`recipients`), in the order of the text; `by` says how each side was found."""

    trigger: str
    actors: tuple[Entity, ...] = ()
    recipients: tuple[Entity, ...] = ()
    actors_by: str | None = None
    recipients_by: str | None = None
