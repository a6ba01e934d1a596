"""Which place of the gazetteer a name means: prominence, kind, what the text says around it, and what else the article names.

Each candidate gets a sum of named grounds, in units of the logarithm of inhabitants: a city of ten times as many counts one more.
All mentions of a name in an article are one choice.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from khronika.model import Analysis
from khronika.places.build import gazetteer
from khronika.places.gazetteer import Match, Place
from khronika.places.grounds import ADJECTIVE, CONTAINED, CONTAINS, Group, Votes, contains, priors, weigh
from khronika.places.knowledge import knowledge
from khronika.places.names import key
from khronika.places.spans import Span

CANDIDATES, ROUNDS = 60, 3
# Inhabitants of a village at most.
VILLAGE = 20_000
BETWEEN = re.compile(r"\s*[,(]\s*|,?\s+in\s+")
LIST_GOES_ON = re.compile(r"\s*,?\s*(and|or|&)\s+[^\W\d_]|\s*,\s+[A-Z][\w'-]+\s*(,|and\b)")
# Words for divisions that are of the first order in most states, for those that are of a lower one, and for settlements.
CUES = {
    "higher": frozenset("region oblast province governorate prefecture territory voivodeship canton krai republic state".split()),
    "lower": frozenset("county district municipality parish borough raion rayon township".split()),
    "town": frozenset("city town village suburb".split()),
}


@dataclass(slots=True)
class Choice:
    """What a name is taken for, with the grounds of the choice. Where `inside`, the name is not of the place but of something in it."""

    place: Place | None
    by: str
    reasons: tuple[str, ...] = ()
    inside: bool = False


def resolve(analysis: Analysis, spans: Sequence[Span], hints: Iterable[tuple[str, float]] = ()) -> list[Choice]:
    """A choice for each span, in order. `hints` are countries that the article is likely to be about, each with a weight."""
    groups: dict[str, Group] = {}
    of: list[Group | None] = []
    for span in spans:
        if span.place is not None or not span.matches:
            of.append(None)
            continue
        cue = "" if span.inner else _cue(analysis, span)
        name = f"{key(span.inner or span.text)} {cue}"
        if name not in groups:
            matches = _with_parents(span.matches[:CANDIDATES]) if cue == "higher" else span.matches[:CANDIDATES]
            groups[name] = Group(name, [m.place for m in matches], priors(matches, cue))
        groups[name].count += 1
        of.append(groups[name])
    _containers(analysis.text, spans, of)
    for group in groups.values():
        group.settle()
    named = _named(groups.values())
    for _ in range(ROUNDS):
        _round(spans, list(groups.values()), named, hints)
    choices = [_choice(span, group) for span, group in zip(spans, of, strict=True)]
    _sites(analysis, spans, choices)
    return choices


def _cue(analysis: Analysis, span: Span) -> str:
    """Which kind of place the word beside a name asks for, "" where there is none: "the Brest region", "the city of Brest"."""
    tokens = analysis.tokens
    after = tokens[span.last].lemma.lower() if span.last < len(tokens) else ""
    before = tokens[span.first - 2].lemma.lower() if span.first >= 2 and tokens[span.first - 1].text == "of" else ""
    last = tokens[span.last - 1].text.lower() if span.last - span.first > 1 else ""
    return next((cue for cue, words in CUES.items() if after in words or before in words or last in words), "")


def _with_parents(matches: Sequence[Match]) -> list[Match]:
    """Candidates with the first-order divisions of those cities that no division or state is named after: "the Kaluga region"."""
    found = list(matches)
    if not any(m.place.kind == "admin1" or (m.place.kind == "country" and m.main) for m in matches):
        parents = {m.place.admin1 for m in matches if m.place.kind == "city" and m.place.admin1 is not None}
        found += [Match(gazetteer().place(index), True) for index in sorted(parents)]
    return found


def _containers(text: str, spans: Sequence[Span], of: Sequence[Group | None]) -> None:
    """Favour names with only a comma, a bracket or "in" between them, the second of which can hold the first: "Paris, Texas"."""
    for k in range(len(spans) - 1):
        inner, outer, span = of[k], of[k + 1], spans[k + 1]
        if inner is None or inner is outer or span.adjective or not BETWEEN.fullmatch(text, spans[k].end, span.start):
            continue
        holders = outer.candidates if outer else [span.place] if span.place else []
        best: tuple[float, int, int] | None = None
        for i, place in enumerate(inner.candidates):
            for j, holder in enumerate(holders):
                if contains(holder, place):
                    score = sum(inner.grounds[i].values()) + (sum(outer.grounds[j].values()) if outer else 0.0)
                    if best is None or score > best[0]:
                        best = score, i, j
        if best and not (LIST_GOES_ON.match(text, span.end) and _surprising(inner, best[1])):
            inner.grounds[best[1]]["named with what holds it"] = CONTAINED
            if outer:
                outer.grounds[best[2]]["holds the name before"] = CONTAINS


def _surprising(group: Group, i: int) -> bool:
    """Whether a candidate is far less prominent than the best: then "Washington, New York and Boston" is a list of equals."""
    totals = [sum(g.values()) for g in group.grounds]
    return totals[i] < max(totals) - 1.0


def _named(groups: Iterable[Group]) -> dict[int, set[str]]:
    """By the index of each candidate, the names that may mean it."""
    found: dict[int, set[str]] = defaultdict(set)
    for group in groups:
        for place in group.candidates:
            found[place.at].add(group.name)
    return found


def _round(spans: Sequence[Span], groups: Sequence[Group], named: dict[int, set[str]], hints: Iterable[tuple[str, float]]) -> None:
    """Let every name vote for what its candidates lie in, and weigh the candidates of the others by the votes."""
    votes, own = Votes(), {}
    for country, weight in hints:
        votes.countries[country] += weight
    for group in groups:
        mine, count = Votes(), math.sqrt(group.count)
        for place, share in zip(group.candidates, group.shares, strict=True):
            if share > 0.02:
                votes.add(place, count * share)
                mine.add(place, count * share)
        own[group.name] = mine
    for place in {span.place for span in spans if span.place is not None}:
        votes.add(place, ADJECTIVE)
    for group in groups:
        if len(group.candidates) > 1:
            weigh(group, votes, own[group.name], named)
            group.settle()


def _sites(analysis: Analysis, spans: Sequence[Span], choices: list[Choice]) -> None:
    """Put sites that the gazetteer lacks into the town named beside them, in their sentence, or most often in the article.

    A name before a word for a site ("the Komarovka market") that is a village in another country is such a site as well; "a Stockholm
    court" is not.
    """
    towns = [
        k for k, choice in enumerate(choices) if choice.place is not None and choice.place.kind in ("city", "admin2") and not choice.inside
    ]
    if not towns:
        return
    for k, span in enumerate(spans):
        lacking = choices[k].place is None and _is_site(span)
        if span.adjective or not (lacking or _before_site(analysis, span)):
            continue
        sentence = analysis.tokens[span.first].sentence
        beside = [t for t in towns if analysis.tokens[spans[t].first].sentence == sentence and t != k]
        if not lacking and not _village_abroad(choices[k], [choices[t] for t in beside]):
            continue
        if beside:
            nearest = min(beside, key=lambda t: (abs(t - k), -t))
            choices[k] = Choice(choices[nearest].place, f"in {spans[nearest].text}, named in its sentence", inside=True)
        else:
            names = Counter(choices[t].place for t in towns)
            place, count = names.most_common(1)[0]
            if count * 2 >= len(towns):
                choices[k] = Choice(place, f"in {place.name if place else ''}, the town of the article", inside=True)


def _before_site(analysis: Analysis, span: Span) -> bool:
    """Whether a word for a site follows a name: "the Komarovka market"."""
    return span.last < len(analysis.tokens) and analysis.tokens[span.last].text in knowledge().words["site"]


def _village_abroad(choice: Choice, towns: Sequence[Choice]) -> bool:
    """Whether a place is a village in another country than all towns beside it, of which there is one at least."""
    place = choice.place
    if place is None or place.kind not in ("city", "admin2") or place.population > VILLAGE or place.capital or not towns:
        return False
    return all(town.place is not None and town.place.country != place.country for town in towns)


def _is_site(span: Span) -> bool:
    return span.kind == "facility" or span.last - span.first > 1 and span.text.rsplit(" ", 1)[-1].lower() in knowledge().words["site"]


def _choice(span: Span, group: Group | None) -> Choice:
    if group is None:
        if span.place is None:
            return Choice(None, "no such name in the gazetteer")
        by = "adjectives" if span.adjective else "sites" if span.inside else "a slip in the name of a country"
        return Choice(span.place, by, inside=span.inside)
    best = group.best()
    grounds = sorted(group.grounds[best].items(), key=lambda pair: -pair[1])
    by = "gazetteer" if len(group.candidates) == 1 else f"gazetteer, best of {len(group.candidates)}"
    if span.inner:
        by = f"in {group.candidates[best].name}, its own name"
    reasons = tuple(f"{name} {value:+.1f}" for name, value in grounds if abs(value) >= 0.05)
    return Choice(group.candidates[best], by, reasons, inside=bool(span.inner))
