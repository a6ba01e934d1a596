"""Misspelt names of countries: "Belaru", "Phillipines". Of countries only, since any other name is close to some town's."""

from __future__ import annotations

import functools

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from khronika.places.gazetteer import Place
from khronika.places.knowledge import coded
from khronika.tables import read_tsv

# Shorter words are too often a slip away from a country by chance ("Malta", "Malka").
SHORTEST = 6
# In a longer name two slips are still one name's.
LONG = 10
COUNTRIES = ("name", "aliases", "country")
MISSPELLINGS = ("word", "country", "note")


@functools.cache
def _names() -> dict[str, str]:
    """Single-word names of countries in lower case with their codes; the table of misspellings goes first."""
    found = {}
    for row in read_tsv("actors/countries.tsv", COUNTRIES):
        for name in (row["name"], *row["aliases"].split("|")):
            if name.isalpha() and len(name) >= SHORTEST:
                found[name.lower()] = row["country"]
    return found


@functools.cache
def _listed() -> dict[str, str]:
    return {row["word"]: row["country"] for row in read_tsv("actors/misspellings.tsv", MISSPELLINGS)}


@functools.lru_cache(maxsize=4096)
def misspelt_country(word: str) -> Place | None:
    """The country whose name a word is a slip away from, beginning with the same letter; None if there is none, or more than one."""
    lower = word.lower()
    listed = _listed().get(lower)
    if listed is not None:
        return coded(listed) if listed else None
    if len(lower) < SHORTEST or not lower.isalpha():
        return None
    slips = 2 if len(lower) >= LONG else 1
    near = process.extract(lower, _names().keys(), scorer=DamerauLevenshtein.distance, score_cutoff=slips, limit=3)
    codes = {_names()[name] for name, _, _ in near if name[0] == lower[0]}
    return coded(codes.pop()) if len(codes) == 1 else None
