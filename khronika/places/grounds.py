"""The grounds on which candidates for a name are weighed: prominence, words for kinds, and the votes of the article's other names.

Each is told in units of the logarithm of inhabitants: a city of ten times as many counts one more. The weights were set by search over the
development halves of the corpora that docs/quality.md names, and rounded.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from khronika.places.gazetteer import Match, Place

# What a candidate counts for being of a kind: states are meant more often than their inhabitants tell, divisions less.
KIND = {"country": 3.4, "admin1": -1.0, "admin2": -1.3, "city": 0.0, "region": 1.7, "site": 0.0}
# For bearing the name as a main one, for being a capital; for each power of ten beyond a hundred that its best known namesake is larger.
MAIN, CAPITAL, OBSCURE = 2.0, 1.9, 1.5
# For being of the kind that a word beside the name asks for, or of another.
CUE, WRONG_CUE = 3.0, -2.0
# For being named with what holds it and holding what is named before; for lying in a division of the second order that is named.
CONTAINED, CONTAINS, IN_NAMED = 6.5, 3.0, 2.0
# For each power of e of votes: for its country, its division, what it holds, its part of the map, divisions beside it; the most that all of
# these but the country's and the divisions' make together; the vote of an adjective, where that of a name is one.
COUNTRY, DIVISION, HOLDS_NAMED, NEAR, PEERS, CONTEXT, ADJECTIVE = 1.4, 2.7, 2.7, 1.6, 3.0, 7.0, 0.8
KINDS_OF = {"higher": "admin1", "lower": "admin2", "town": "city"}


@dataclass(slots=True)
class Group:
    """All mentions of one name in an article, its candidates and their grounds."""

    name: str
    candidates: list[Place]
    grounds: list[dict[str, float]]
    count: int = 0
    totals: list[float] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)

    def settle(self) -> None:
        """Work out totals and the share of belief that each candidate has."""
        self.totals = [sum(g.values()) for g in self.grounds]
        top = max(self.totals)
        weights = [math.exp(total - top) for total in self.totals]
        whole = sum(weights)
        self.shares = [weight / whole for weight in weights]

    def best(self) -> int:
        """The candidate of the highest total; of equals the one of more inhabitants."""
        return max(range(len(self.totals)), key=lambda i: (self.totals[i], self.candidates[i].population, -self.candidates[i].at))


def priors(matches: Sequence[Match], cue: str) -> list[dict[str, float]]:
    """What is known of each candidate before the article is looked at."""
    largest = math.log10(max(m.place.population for m in matches) + 100)
    # Of a name that no division bears the state may be meant, which once was one: "Montenegro province".
    wrong = ("country", "city") if cue != "higher" or any(m.place.kind == KINDS_OF[cue] for m in matches) else ("city",)
    found = []
    for match in matches:
        place = match.place
        grounds = {"inhabitants": math.log10(place.population + 100), "kind": KIND[place.kind]}
        if match.main:
            grounds["main name"] = MAIN
        if place.capital:
            grounds["capital"] = CAPITAL
        behind = largest - grounds["inhabitants"]
        if behind > 2:
            grounds["namesake of a far better known place"] = OBSCURE * (2 - behind)
        if cue:
            grounds["word for its kind"] = CUE if place.kind == KINDS_OF[cue] else WRONG_CUE if place.kind in wrong else 0.0
        found.append(grounds)
    return found


def contains(outer: Place, inner: Place) -> bool:
    """Whether one place lies in another, by the divisions that the gazetteer gives."""
    if outer.at == inner.at:
        return False
    if outer.kind == "country":
        return outer.country == inner.country and inner.kind != "country"
    return outer.at in (inner.admin1, inner.admin2)


class Votes:
    """What the names of an article say together: countries, divisions and parts of the map by belief."""

    def __init__(self) -> None:
        self.countries: dict[str, float] = defaultdict(float)
        self.divisions: dict[int, float] = defaultdict(float)
        self.cells: dict[tuple[int, int], float] = defaultdict(float)
        self.peers: dict[str, float] = defaultdict(float)

    def add(self, place: Place, vote: float) -> None:
        """Count one place."""
        if place.country:
            self.countries[place.country] += vote
        if place.kind in ("admin1", "admin2"):
            self.divisions[place.at] += vote
        if place.kind == "admin1" and place.country:
            self.peers[place.country] += vote
        if place.admin1 is not None:
            self.divisions[place.admin1] += vote
        if place.admin2 is not None:
            self.divisions[place.admin2] += vote
        cell = _cell(place)
        if cell is not None:
            self.cells[cell] += vote

    def near(self, place: Place) -> float:
        """The votes for the part of the map around a place."""
        cell = _cell(place)
        return 0.0 if cell is None else sum(self.cells.get((cell[0] + a, cell[1] + b), 0.0) for a in (-1, 0, 1) for b in (-1, 0, 1))


def _cell(place: Place) -> tuple[int, int] | None:
    """Two degrees of the map, for places small enough to be in one."""
    if place.lat is None or place.lon is None or place.kind in ("country", "region", "admin1"):
        return None
    return int(place.lat // 2), int(place.lon // 2)


def weigh(group: Group, votes: Votes, mine: Votes, named: dict[int, set[str]]) -> None:
    """Set the grounds that a group's candidates have in the votes of the others: all `votes` but the group's own (`mine`).

    `named` gives, by the number of a place, the names in the article that may mean it.
    """
    states = any(place.kind == "country" for place in group.candidates)
    for place, grounds in zip(group.candidates, group.grounds, strict=True):
        if place.country:
            grounds["country of the article"] = COUNTRY * _log(votes.countries[place.country] - mine.countries[place.country])
        if place.kind == "admin1" and place.country and states:
            # Georgia beside Alabama; against towns it says nothing, since those too are named beside divisions.
            grounds["among divisions of its country"] = PEERS * _log(votes.peers[place.country] - mine.peers[place.country])
        around = 0.0
        division = place.at if place.kind == "admin1" else place.admin1
        if division is not None:
            around += DIVISION * _log(votes.divisions[division] - mine.divisions[division])
        if place.kind == "admin2":
            around += HOLDS_NAMED * _log(votes.divisions[place.at] - mine.divisions[place.at])
        if place.kind in ("city", "admin2"):
            around += NEAR * _log(votes.near(place) - mine.near(place))
        # However much is named around a namesake of London, London is far better known.
        grounds["near other names"] = CONTEXT * math.tanh(around / CONTEXT)
        if place.admin2 is not None and named.get(place.admin2, set()) - {group.name}:
            grounds["in a division that is named"] = IN_NAMED


def _log(votes: float) -> float:
    return math.log1p(max(0.0, votes))
