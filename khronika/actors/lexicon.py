"""Words looked up in the tables: roles and group words, general nouns, and the row of several that fits a date."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace

from khronika.actors.knowledge import Fact, RoleFact
from khronika.actors.phrases import HYPHENS
from khronika.model import Token
from khronika.tables import read_tsv

LONGEST = 5


@functools.cache
def general_nouns() -> dict[str, frozenset[str]]:
    """Nouns that can stand for any named entity of some kind ("the airline", "the country"), with the kinds."""
    return {row["noun"]: frozenset(row["kinds"].split("|")) for row in read_tsv("actors/general_nouns.tsv", ("noun", "kinds", "note"))}


def pick(facts: tuple[Fact, ...], date: str | None) -> tuple[Fact, Fact | None]:
    """The row of several that fits a date best, and the next one: rows in force, rows that are over, rows to come; later ones first."""
    ranked = sorted(facts, key=lambda f: (f.holds(date), f.over(date), not f.until, f.until or f.since), reverse=True)
    return ranked[0], ranked[1] if len(ranked) > 1 else None


def lemma(token: Token) -> str:
    """The lemma in lower case; capitalised nouns, which parsers leave as they are, lose a plural ending."""
    word = token.lemma.lower()
    if token.upos == "PROPN" and len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-3] + "y" if word.endswith("ies") else word[:-1]
    return word


def words_of(tokens: Sequence[Token], first: int, last: int) -> list[str]:
    """The lemmas of some tokens, hyphenated ones as one: "secretary-general"."""
    words: list[str] = []
    joining = False
    for i in range(first, last):
        if words and tokens[i].text in HYPHENS and tokens[i].start == tokens[i - 1].end:
            joining = True
        elif joining:
            words[-1] = f"{words[-1]}-{lemma(tokens[i])}"
            joining = False
        else:
            words.append(lemma(tokens[i]))
    return words


def phrase_at(words: list[str], roles: dict[str, RoleFact]) -> RoleFact | None:
    """What the tables say of the longest phrase that ends some words (lemmas); hyphens may be spaces in the table."""
    for size in range(min(LONGEST, len(words)), 0, -1):
        phrase = " ".join(words[-size:])
        found = roles.get(phrase)
        if found is None and "-" in phrase:
            found = roles.get(phrase.replace("-", " "))
        if found is not None:
            return found
    return roles.get(words[-1].rsplit("-", 1)[-1]) if words and "-" in words[-1] else None


def role_of(words: list[str], roles: dict[str, RoleFact]) -> RoleFact | None:
    """What the tables say of the rightmost phrase in some words (lemmas) that they know, the longest of those that end together."""
    found: RoleFact | None = None
    for end in range(len(words), 0, -1):
        here = phrase_at(words[:end], roles)
        if here is not None and (found is None or here.sector):
            if found is not None:
                # "police director": the post has the sector of the body before it
                return replace(found, sector=here.sector, other_sectors=here.other_sectors, by=f"{found.by}, {here.by}")
            if here.sector:
                return here
            found = here
    return found
