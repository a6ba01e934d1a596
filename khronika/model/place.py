"""Where: toponyms and the places of events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PlacePrecision = Literal["country", "admin1", "admin2", "city", "site", "region"]
PlaceRole = Literal["literal", "associative"]


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place name in the text. Unresolved, it keeps its words and everything else is None.

    `role` is literal where the place itself is meant, associative where it stands for something tied to it. `country` is ISO 3166 alpha-3.
    `reasons` are the grounds of the choice among candidates, each `"name +score"`; `by` is the rule or table that decided.
    """

    start: int
    end: int
    text: str
    role: PlaceRole = "literal"
    name: str | None = None
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    admin1: str | None = None
    precision: PlacePrecision | None = None
    by: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventPlace:
    """The place of the event of a trigger; `by` says how the two were tied."""

    trigger: str
    place: Toponym
    by: str
