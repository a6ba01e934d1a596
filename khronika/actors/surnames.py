"""Office holders by surname alone: "Putin", "the Assad regime", where an article never gives the whole name."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator

from khronika.actors.folding import folded
from khronika.actors.knowledge import Fact, knowledge

# Where the family name comes first.
FAMILY_FIRST = frozenset({"CHN", "KOR", "PRK", "VNM", "TWN", "KHM", "JPN"})
# Somebody out of office for longer than this many years needs a full name.
YEARS = 15
PARTICLES = frozenset({"al", "el", "bin", "ben", "ibn", "van", "von", "der", "den", "de", "da", "dos", "du", "di", "le", "la"})


@functools.cache
def holders() -> dict[str, tuple[Fact, ...]]:
    """Office holders by what their names may be shortened to."""
    table: dict[str, dict[Fact, None]] = {}
    for fact in knowledge().people:
        for word in surnames_of(fact):
            table.setdefault(word, {})[fact] = None
    return {word: tuple(facts) for word, facts in table.items()}


def surnames_of(fact: Fact) -> Iterator[str]:
    """What a person's name may be shortened to, folded: the last word, also without its particle, in some countries the first."""
    words = folded(fact.name).lower().split()
    if len(words) < 2:
        return
    yield words[-1]
    if "-" in words[-1] and words[-1].split("-")[0] in PARTICLES:
        yield words[-1].split("-", 1)[1]
    if fact.country in FAMILY_FIRST and words[0] != words[-1]:
        yield words[0]


def by_surname(facts: Iterable[Fact], date: str | None, countries: Collection[str]) -> Fact | None:
    """The office holder that a surname means on an ISO date, None if it may be several persons or somebody long gone.

    `countries` are those that the article names; they decide between holders of different states.
    """
    near = [fact for fact in facts if fact.holds(date) or _recent(fact, date)]
    if len({fact.country for fact in near}) > 1:
        near = [fact for fact in near if fact.country in countries]
    if len({fact.country for fact in near}) != 1:
        return None
    return max(near, key=lambda fact: (fact.holds(date), fact.until or "9999", fact.since))


def _recent(fact: Fact, date: str | None) -> bool:
    return bool(date and fact.over(date) and int(date[:4]) - int(fact.until[:4]) <= YEARS)
