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

    `khronika/tables/data/attribution/README.md` lists the frames.
    """

    lemma: str
    frames: frozenset[str]
    kind: CueKind
    certainty: Certainty
    source: str
    prepositions: frozenset[str] = frozenset()
    light: frozenset[str] = frozenset()


@functools.cache
def cues(table: str) -> dict[str, Cue]:
    """The rows of a table (`verbs`, `nouns`, `adjectives`, `adverbs`) by lemma."""
    return {row["lemma"]: _cue(row, table) for row in read_tsv(f"attribution/{table}.tsv", COLUMNS)}


def _cue(row: dict[str, str], table: str) -> Cue:
    frames = row["frames"].split()
    return Cue(
        row["lemma"], frozenset(frames), cast(CueKind, row["kind"]), cast(Certainty, row["certainty"]), f"{table}.tsv: {row['lemma']}",
        frozenset(f[2:] for f in frames if f.startswith("p:")), frozenset(f[2:] for f in frames if f.startswith("l:")),
    )  # fmt: skip


@functools.cache
def word_class(name: str) -> frozenset[str]:
    """The words of a class of `classes.tsv`."""
    return frozenset(row["word"] for row in read_tsv("attribution/classes.tsv", ("class", "word", "note")) if row["class"] == name)


@functools.cache
def connectives() -> frozenset[tuple[str, ...]]:
    """Phrases that tie a sentence to the one before ("in addition"), as tuples of words."""
    return frozenset(tuple(row["phrase"].split()) for row in read_tsv("attribution/connectives.tsv", ("phrase", "note")))
