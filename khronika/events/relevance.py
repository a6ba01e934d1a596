"""How much a text is about public life, told by its words before it is parsed: an attack in a match report is no assault.

Every word form counts with the share of its occurrences that tell an act in the training set; names of countries, peoples and seats of
power, words for those who hold it, and words of public life (curfew, ballot, regiment) count beside them. Words that belong to another
section of a newspaper (sport, films, shops, recipes) count against them. The sum in 100 words is the relevance of a stretch.

>>> from khronika.settings import load_settings
>>> events = load_settings().events
>>> elsewhere("Police arrested 40 protesters in Minsk.", "en", events)(7)
0.0
>>> elsewhere("The goalkeeper saved a penalty, and the striker attacked from the corner of the pitch.", "en", events)(50) > 4
True
"""

from __future__ import annotations

import bisect
import functools
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from khronika.events.predicates import predicates
from khronika.language.inflect import forms
from khronika.settings import EventSettings
from khronika.tables import read_tsv
from khronika.tables.ontology import Ontology
from khronika.tables.own import load_ontology

WORD = re.compile(r"[^\W\d_]+")
# Languages with a table of shares; what is said in others is not judged.
LANGUAGES = frozenset({"en"})
# What a word of the predicate tables promises that the training set does not hold.
UNSEEN = 0.3
# What a name of a country, people or seat of power adds, and a word for an official, a soldier, a party. Chosen for how much is passed
# over where few events are lost (docs/speed.md).
NAMED, OFFICIAL = 1.0, 0.5
SECTORS = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "PTY", "REB", "SPY", "UAF", "PRM", "OPP"})
# Words that are judged together, and parts of them with so many points that they are judged alone: news in brief on a page of scores.
STRETCH = 400
PART, DENSE = 100, 12.0
# Points that a stretch may fall short by: two or three words of sport in a sentence say little.
FORGIVEN = 4.0
# Log odds that speak against an event at most: beyond it nothing would be one in any case.
MOST = 100.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text from the end of the one before to `end` (characters). It is judged by so many `words`, its own or those around it
    as well, with the sum of their points.
    """

    end: int
    words: int
    total: float

    def short_of(self, rate: float) -> float:
        """How many points it falls short of `rate` in 100 words, those that are forgiven not counted; negative where it has more."""
        return rate * self.words / 100 - self.total - FORGIVEN


def stretches(text: str, language: str, ontology: Ontology) -> list[Stretch]:
    """The stretches of a text with their points; none for a language without tables."""
    if language not in LANGUAGES:
        return []
    shares, names = _shares(language, ontology), _names()
    found = [(word.end(), names.get(word.group(), 0.0) + shares.get(word.group().lower(), 0.0)) for word in WORD.finditer(text)]
    return [stretch for at in range(0, max(len(found), 1), STRETCH) for stretch in _judged(found[at : at + STRETCH])]


def _judged(words: Sequence[tuple[int, float]]) -> Iterator[Stretch]:
    """Neighbouring words, given by ends and points, judged together, but for a part that is dense enough to stand for itself."""
    whole = sum(points for _, points in words)
    for at in range(0, max(len(words), 1), PART):
        part = words[at : at + PART]
        total, end = sum(points for _, points in part), part[-1][0] if part else 0
        yield Stretch(end, len(part), total) if total >= DENSE else Stretch(end, len(words), whole)


def elsewhere(text: str, language: str, settings: EventSettings) -> Callable[[int], float]:
    """What speaks against an event at an offset, in log odds: `settings.elsewhere` for each point that its stretch falls short of
    `settings.relevance` in 100 words.
    """
    parts = stretches(text, language, load_ontology(settings.ontology)) if settings.elsewhere else []
    ends, against = [p.end for p in parts], [min(settings.elsewhere * max(p.short_of(settings.relevance), 0.0), MOST) for p in parts]
    if not any(against):
        return lambda offset: 0.0
    return lambda offset: against[min(bisect.bisect_left(ends, offset), len(against) - 1)]


@functools.cache
def _shares(language: str, ontology: Ontology) -> Mapping[str, float]:
    """The points of each word form in small letters: by the best of its lemmas, and by those that it speaks of."""
    lemmas = {row["lemma"]: float(row["share"]) for row in read_tsv(f"filter/{language}.tsv", ("lemma", "share"))}
    for (word, _), rows in predicates(language, ontology).items():
        if any(row.event_type for row in rows):
            lemmas.setdefault(word, UNSEEN)
    table: dict[str, float] = {}
    for lemma, share in lemmas.items():
        for form in forms(lemma):
            table[form] = max(table.get(form, 0.0), share)
    for word in set(_officials()):
        table[word] = table.get(word, 0.0) + OFFICIAL
    for form, points in _sections(language).items():
        table[form] = table.get(form, 0.0) - points
    return table


def _officials() -> Iterator[str]:
    """Words for people and bodies that hold power or fight for it; of a phrase the last one ("minister" of "prime minister")."""
    for name, column in (("roles", "role"), ("group_words", "word")):
        for row in read_tsv(f"actors/{name}.tsv", (column, "sector", "other_sectors", "kind", "note")):
            if row["sector"] in SECTORS:
                yield from forms(row[column].split()[-1].lower())


def _sections(language: str) -> Mapping[str, float]:
    """What each form of a word of another section takes away; those of public life give. Of two lemmas, the one that gives more."""
    table: dict[str, float] = {}
    for row in read_tsv(f"sections/{language}.tsv", ("lemma", "section", "points")):
        for form in forms(row["lemma"]):
            table[form] = min(table.get(form, math.inf), float(row["points"]))
    return table


@functools.cache
def _names() -> Mapping[str, float]:
    """The points of names of one word, as they are written: countries, territories, peoples, capitals, seats of power."""
    words = {row["word"] for row in read_tsv("actors/demonyms.tsv", ("word", "country", "note"))}
    words |= {row["word"] for row in read_tsv("actors/metonyms.tsv", ("word", "country", "sector", "kind"))}
    for row in (*read_tsv("actors/countries.tsv", ("name", "aliases", "country")),
                *read_tsv("actors/territories.tsv", ("name", "aliases", "country", "note"))):  # fmt: skip
        words |= {row["name"], *row["aliases"].split("|")}
    return {word: NAMED for word in words if WORD.fullmatch(word) and word[0].isupper()}
