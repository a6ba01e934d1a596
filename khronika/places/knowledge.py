"""What the place tables know, ready for lookup."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from khronika.places.build import gazetteer
from khronika.places.gazetteer import Place
from khronika.places.sources import ALIASES, REGIONS
from khronika.tables import read_tsv

SITES = ("name", "aliases", "place")


@dataclass(frozen=True)
class Knowledge:
    """Adjectives and inhabitants by word; names in capitals; abbreviations that end in a period; postal codes; words by use.

    The uses of words are told in words.tsv. `longest` is the number of words of the longest adjective. `sites` gives, by the first word of
    a well-known site, its whole name and the code of the place that it is in.
    """

    adjectives: dict[str, str]
    longest: int
    capitals: frozenset[str]
    dotted: frozenset[str]
    postal: dict[str, str]
    words: dict[str, frozenset[str]]
    sites: dict[str, dict[str, str]]

    def adjective(self, word: str) -> str | None:
        """The code of the place that an adjective or an inhabitant belongs to, in the singular or plural."""
        word = word.replace("-", " ")
        found = self.adjectives.get(word)
        return found or (self.adjectives.get(word[:-1]) if word.endswith("s") else None)


@functools.cache
def knowledge() -> Knowledge:
    """The shipped tables."""
    aliases = read_tsv("places/aliases.tsv", ALIASES)
    adjectives = {row["word"]: row["place"] for row in read_tsv("places/adjectives.tsv", ("word", "place"))}
    regions = [name for row in read_tsv("places/regions.tsv", REGIONS) for name in row["aliases"].split(";")]
    words: dict[str, set[str]] = {}
    for row in read_tsv("places/words.tsv", ("word", "use", "note")):
        words.setdefault(row["use"], set()).add(row["word"])
    sites: dict[str, dict[str, str]] = {}
    for row in read_tsv("places/sites.tsv", SITES):
        for name in (row["name"], *filter(None, row["aliases"].split(";"))):
            sites.setdefault(name.split(" ")[0], {})[name] = row["place"]
    return Knowledge(
        adjectives=adjectives,
        longest=max(word.count(" ") + 1 for word in adjectives),
        capitals=frozenset(name for name in (*regions, *(r["name"] for r in aliases if r["note"] != "postal")) if name.isupper()),
        dotted=frozenset(row["name"] for row in aliases if row["name"].endswith(".")),
        postal={row["name"]: row["place"] for row in aliases if row["note"] == "postal"},
        words={use: frozenset(found) for use, found in words.items()},
        sites=sites,
    )


@functools.lru_cache(maxsize=4096)
def coded(code: str) -> Place | None:
    """The place of a code in one of our tables: of a country, a division, a GeoNames id or a region's name."""
    found = gazetteer().coded(code)
    return found or next((m.place for m in gazetteer().matches(code) if m.place.kind == "region"), None)
