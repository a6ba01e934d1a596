"""Cue tables: the words that attribute, what may follow them as content, and how sure their speaker is."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import cast

from khronika.model.attribution import Certainty, CueKind
from khronika.tables import read_tsv

COLUMNS = ("lemma", "frames", "kind", "certainty", "note")


@dataclass(frozen=True, slots=True)
class Cue:
    """One row: a lemma (with its particle: "point out"), the frames in which it attributes, what kind of attribution it makes.

    Frames: `clause` (finite clause), `quote` (direct speech), `obj` (object), `to` (infinitive), `obj-to` (object with infinitive), `ing`
    (gerund), `as` (object with what it is called), `p:for` (phrase after that preposition). A verb with the frame `light` attributes together
    with a noun of the table of nouns as its object; a noun's `l:for` is a phrase that counts there only. `event` says that an
    act named in object or phrase is told as having happened; an adjective's `noun` that it makes hearsay of the noun it stands before.
    """

    lemma: str
    frames: frozenset[str]
    kind: CueKind
    certainty: Certainty
    source: str

    @property
    def prepositions(self) -> frozenset[str]:
        """Prepositions after which content may stand."""
        return frozenset(f[2:] for f in self.frames if f.startswith("p:"))

    @property
    def light(self) -> frozenset[str]:
        """Prepositions after which content may stand where the noun is the object of a light verb ("raised concerns about")."""
        return frozenset(f[2:] for f in self.frames if f.startswith("l:"))


@functools.cache
def cues(table: str) -> dict[str, Cue]:
    """The rows of a table (`verbs`, `nouns`, `adjectives`, `adverbs`) by lemma."""
    return {
        row["lemma"]: Cue(
            row["lemma"], frozenset(row["frames"].split()), cast(CueKind, row["kind"]), cast(Certainty, row["certainty"]),
            f"{table}.tsv: {row['lemma']}",
        )
        for row in read_tsv(f"attribution/{table}.tsv", COLUMNS)
    }  # fmt: skip


@functools.cache
def connectives() -> frozenset[tuple[str, ...]]:
    """Phrases that tie a sentence to the one before ("in addition"), as tuples of words."""
    return frozenset(tuple(row["phrase"].split()) for row in read_tsv("attribution/connectives.tsv", ("phrase", "note")))
