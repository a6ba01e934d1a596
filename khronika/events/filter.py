"""Pass over articles before they are parsed, by their literal words: weather, scores and recipes promise no acts.

Every word form counts with the share of its occurrences that tell an act in the training set; names of countries, peoples and seats of
power, and words for those who hold it, count beside them, since "attack" is a goal in a report without any. A text is parsed if a stretch
of it reaches so many points in 100 words. What is parsed is parsed whole, so that nothing of what is coded there changes. Words of a user's
ontology are never passed over.

>>> from khronika.settings import load_settings
>>> promises("Police arrested 40 protesters in Minsk.", "en", load_settings().events)
True
>>> rain = "Rain spreads from the west. Highs near 14 degrees, with light winds on the coast and some sun late. "
>>> promises(rain * 2, "en", load_settings().events)
False
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

from khronika.events.predicates import predicates
from khronika.language.inflect import forms
from khronika.settings import EventSettings
from khronika.tables import read_tsv
from khronika.tables.ontology import Ontology
from khronika.tables.own import load_ontology

WORD = re.compile(r"[^\W\d_]+")
# Languages with a table of shares; articles in others are all parsed.
LANGUAGES = frozenset({"en"})
# What a word of the predicate tables promises that the training set does not hold.
UNSEEN = 0.3
# What a name of a country, people or seat of power adds, and a word for an official, a soldier, a party. Chosen for
# how much is passed over where fewer than 8 events in 1000 are lost (docs/speed.md).
NAMED, OFFICIAL = 2.0, 0.5
SECTORS = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "PTY", "REB", "SPY", "UAF", "PRM", "OPP"})
# Words that ask for nothing: a single sentence is judged more mildly than a page.
FREE = 12
# Words that are judged together: an act in one corner of a long page is not outweighed by the rest.
STRETCH = 400


def promises(text: str, language: str, settings: EventSettings) -> bool:
    """Whether a text is to be parsed: some stretch of it has `settings.filter` points in 100 words."""
    if not settings.filter or language not in LANGUAGES:
        return True
    ontology = load_ontology(settings.ontology)
    words = WORD.findall(text)
    own = _own(language, ontology)
    if own and any(word.lower() in own for word in words):
        return True
    if ontology.replace:
        return False
    shares, names = _shares(language, ontology), _names()
    points = [names.get(word, 0.0) + shares.get(word.lower(), 0.0) for word in words]
    stretches = (points[at : at + STRETCH] for at in range(0, max(len(points), 1), STRETCH))
    return any(sum(part) * 100 >= settings.filter * (len(part) - FREE) for part in stretches)


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
    return table


def _officials() -> Iterator[str]:
    """Words for people and bodies that hold power or fight for it; of a phrase the last one ("minister" of "prime minister")."""
    for name, column in (("roles", "role"), ("group_words", "word")):
        for row in read_tsv(f"actors/{name}.tsv", (column, "sector", "other_sectors", "kind", "note")):
            if row["sector"] in SECTORS:
                yield from forms(row[column].split()[-1].lower())


@functools.cache
def _names() -> Mapping[str, float]:
    """The points of names of one word, as they are written: countries, territories, peoples, capitals, seats of power."""
    words = {row["word"] for row in read_tsv("actors/demonyms.tsv", ("word", "country", "note"))}
    words |= {row["word"] for row in read_tsv("actors/metonyms.tsv", ("word", "country", "sector", "kind"))}
    for row in (*read_tsv("actors/countries.tsv", ("name", "aliases", "country")),
                *read_tsv("actors/territories.tsv", ("name", "aliases", "country", "note"))):  # fmt: skip
        words |= {row["name"], *row["aliases"].split("|")}
    return {word: NAMED for word in words if WORD.fullmatch(word) and word[0].isupper()}


@functools.cache
def _own(language: str, ontology: Ontology) -> frozenset[str]:
    """The forms of the words that a user's own rows begin or end with."""
    rows = (word for (word, _), rows in predicates(language, ontology).items() if any(row.own for row in rows))
    return frozenset(form for word in rows for form in forms(word))
