"""Which place of the gazetteer a name means: prominence, kind, what the text says around it, and what else the article names."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

from khronika.places.gazetteer import Match, Place
from khronika.places.knowledge import coded, knowledge
from khronika.places.names import key
from khronika.places.spans import Span

# Weights of the choice, in the units of the logarithm of inhabitants: a city of ten times the inhabitants counts one more.
KIND = {"country": 3.0, "admin1": 0.6, "admin2": -1.0, "city": 0.0, "region": 1.0, "site": 0.0}
MAIN, CAPITAL, CONTAINED, CONTAINS = 1.0, 1.0, 6.0, 3.0
COUNTRY, DIVISION, NEAR = 0.8, 0.9, 0.7
CANDIDATES, ROUNDS = 40, 2


@dataclass(slots=True)
class Choice:
    """What a name is taken for, with the grounds of the choice."""

    place: Place | None
    by: str
    reasons: tuple[str, ...] = ()


@dataclass(slots=True)
class _Group:
    """All mentions of one name in an article."""

    name: str
    spans: list[Span]
    candidates: list[Place]
    grounds: list[dict[str, float]]
    totals: list[float] = field(default_factory=list)

    def best(self) -> int:
        return max(range(len(self.totals)), key=lambda i: (self.totals[i], self.candidates[i].population, -self.candidates[i].index))


def resolve(text: str, spans: list[Span]) -> list[Choice]:
    """A choice for each span, in order."""
    groups: dict[str, _Group] = {}
    of: list[_Group | None] = []
    for span in spans:
        if span.place is not None or not span.matches:
            of.append(None)
            continue
        name = key(span.text)
        if name not in groups:
            matches = span.matches[:CANDIDATES]
            groups[name] = _Group(name, [], [m.place for m in matches], [_prior(m) for m in matches])
        groups[name].spans.append(span)
        of.append(groups[name])
    _containers(text, spans, of)
    for group in groups.values():
        group.totals = [sum(g.values()) for g in group.grounds]
    for _ in range(ROUNDS):
        _round(spans, groups)
    return [_choice(span, group) for span, group in zip(spans, of, strict=True)]


def _prior(match: Match) -> dict[str, float]:
    place = match.place
    grounds = {"inhabitants": math.log10(place.population + 100), "kind": KIND[place.kind]}
    if match.main:
        grounds["main name"] = MAIN
    if place.capital:
        grounds["capital"] = CAPITAL
    return grounds


def _contains(outer: Place, inner: Place) -> bool:
    """Whether one place lies in another, by the divisions that the gazetteer gives."""
    if outer.index == inner.index:
        return False
    if outer.kind == "country":
        return outer.country == inner.country and inner.kind != "country"
    return outer.index in (inner.admin1, inner.admin2)


def _containers(text: str, spans: list[Span], of: list[_Group | None]) -> None:
    """"Paris, Texas": names with only a comma or a bracket between them, the second of which can hold the first."""
    for k in range(len(spans) - 1):
        between = text[spans[k].end : spans[k + 1].start]
        if between.strip() not in (",", "(", ", ", "in") or len(between) > 4:
            continue
        inner, outer = of[k], of[k + 1]
        if inner is None:
            continue
        holders = outer.candidates if outer else [p for p in [spans[k + 1].place] if p]
        best: tuple[float, int, int] | None = None
        for i, place in enumerate(inner.candidates):
            for j, holder in enumerate(holders):
                if _contains(holder, place):
                    score = sum(inner.grounds[i].values()) + (sum(outer.grounds[j].values()) if outer else 0)
                    if best is None or score > best[0]:
                        best = score, i, j
        if best:
            inner.grounds[best[1]]["named with what holds it"] = CONTAINED
            if outer:
                outer.grounds[best[2]]["holds the name before"] = CONTAINS


def _cell(place: Place) -> tuple[int, int] | None:
    return None if place.lat is None or place.lon is None else (int(place.lat // 2), int(place.lon // 2))


def _round(spans: list[Span], groups: dict[str, _Group]) -> None:
    """Let every name vote for the countries, divisions and parts of the map of its candidates, and weigh the candidates by the votes."""
    countries: dict[str, float] = defaultdict(float)
    divisions: dict[int, float] = defaultdict(float)
    cells: dict[tuple[int, int], float] = defaultdict(float)
    own: dict[str, list[tuple[Place, float]]] = {}
    for group in groups.values():
        top = max(group.totals)
        weights = [math.exp(total - top) for total in group.totals]
        whole = sum(weights)
        count = math.sqrt(len(group.spans))
        votes = [(p, count * w / whole) for p, w in zip(group.candidates, weights, strict=True) if w / whole > 0.02]
        own[group.name] = votes
        for place, vote in votes:
            _vote(place, vote, countries, divisions, cells)
    for span in spans:
        if span.place is not None:
            _vote(span.place, 0.3, countries, divisions, cells)
    for group in groups.values():
        if len(group.candidates) > 1:
            _weigh(group, own[group.name], countries, divisions, cells)


def _vote(
    place: Place, vote: float, countries: dict[str, float], divisions: dict[int, float], cells: dict[tuple[int, int], float]
) -> None:
    if place.country:
        countries[place.country] += vote
    for division in {place.admin1, place.admin2, place.index if place.kind in ("admin1", "admin2") else None} - {None}:
        divisions[division] += vote  # type: ignore[index]
    cell = _cell(place)
    if cell is not None and place.kind not in ("country", "region", "admin1"):
        for a in (-1, 0, 1):
            for b in (-1, 0, 1):
                cells[cell[0] + a, cell[1] + b] += vote


def _weigh(
    group: _Group, own: list[tuple[Place, float]], countries: dict[str, float], divisions: dict[int, float],
    cells: dict[tuple[int, int], float],
) -> None:  # fmt: skip
    mine_c: dict[str, float] = defaultdict(float)
    mine_d: dict[int, float] = defaultdict(float)
    mine_x: dict[tuple[int, int], float] = defaultdict(float)
    for place, vote in own:
        _vote(place, vote, mine_c, mine_d, mine_x)
    for i, place in enumerate(group.candidates):
        grounds = group.grounds[i]
        if place.country:
            grounds["country of the article"] = COUNTRY * math.log1p(max(0.0, countries[place.country] - mine_c[place.country]))
        near = [d for d in (place.admin1, place.index) if d is not None]
        if near:
            grounds["division of other names"] = DIVISION * math.log1p(max(0.0, max(divisions[d] - mine_d[d] for d in near)))
        cell = _cell(place)
        if cell is not None and place.kind not in ("country", "region", "admin1"):
            grounds["near other names"] = NEAR * math.log1p(max(0.0, cells[cell] - mine_x[cell]))
        group.totals[i] = sum(grounds.values())


def _choice(span: Span, group: _Group | None) -> Choice:
    if group is None:
        if span.place is None:
            return Choice(None, "no such name in the gazetteer")
        return Choice(span.place, "adjectives" if span.adjective else "aliases")
    best = group.best()
    grounds = sorted(group.grounds[best].items(), key=lambda pair: -pair[1])
    by = "gazetteer" if len(group.candidates) == 1 else f"gazetteer, best of {len(group.candidates)}"
    return Choice(group.candidates[best], by, tuple(f"{name} {value:+.1f}" for name, value in grounds if abs(value) >= 0.05))
