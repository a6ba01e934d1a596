"""Misspelt and transliterated country names and demonyms: "Belaru", "Afganistan", "Ethopia", "Quatar".

Only capitalised words that nothing else knows are tried, and only near misses of long words count: a wrong country is worse than none.
"""

from __future__ import annotations

import functools

from rapidfuzz.distance import OSA

from khronika.actors.knowledge import knowledge
from khronika.tables import read_tsv

SHORTEST = 6
# From this length on two slips are forgiven.
LONG = 9


@functools.cache
def _exceptions() -> dict[str, str | None]:
    """Words whose likeness to a country's name misleads (no country), and misspellings that likeness would miss."""
    return {row["word"]: row["country"] or None for row in read_tsv("actors/misspellings.tsv", ("word", "country", "note"))}


@functools.cache
def _words() -> dict[str, tuple[tuple[str, str], ...]]:
    """Single-word country names and demonyms with their countries, by first letter."""
    known = knowledge()
    table: dict[str, list[tuple[str, str]]] = {}
    for word, country in (*known.country_names.items(), *known.demonyms.items()):
        if country and len(word) >= SHORTEST - 1 and word.isalpha():
            table.setdefault(word[0], []).append((word, country))
    return {letter: tuple(words) for letter, words in table.items()}


@functools.lru_cache(maxsize=16384)
def likely_country(word: str) -> str | None:
    """The country that a misspelt name or demonym means, None if none or several are near."""
    lowered = word.lower()
    if lowered in _exceptions():
        return _exceptions()[lowered]
    if len(lowered) < SHORTEST or not lowered.isalpha():
        return None
    allowed = 2 if len(lowered) >= LONG else 1
    found: dict[str, int] = {}
    for name, country in _words().get(lowered[0], ()):
        distance = OSA.distance(lowered, name, score_cutoff=allowed)
        if distance <= allowed and (allowed == 1 or lowered[:3] == name[:3]):
            found[country] = min(distance, found.get(country, allowed))
    nearest = [country for country, distance in found.items() if distance == min(found.values())]
    return nearest[0] if len(nearest) == 1 else None
