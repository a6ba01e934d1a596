"""The number words of a language, read once from `tables/data/quantities/<language>`; its README describes the kinds and effects."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from khronika.errors import ResourceError, TableError
from khronika.model.quantity import QuantityRole
from khronika.tables import read_tsv
from khronika.tables.loader import data_path

Kind = Literal["unit", "tens", "scale", "suffix", "vague", "some", "share", "none"]
Effect = Literal["about", "least", "most", "each", "strong"]
KINDS = ("unit", "tens", "scale", "suffix", "vague", "some", "share", "none")
EFFECTS = ("about", "least", "most", "each", "strong")
ROLES = ("participants", "arrested", "released", "dead", "injured", "displaced", "abducted", "missing", "money_usd", "other")


@dataclass(frozen=True, slots=True)
class Word:
    """A number word: its kind and the interval that it may mean."""

    kind: Kind
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bound:
    """Words that change a number beside them. `prepositional` says that they count also where the parser sees a preposition."""

    words: tuple[str, ...]
    effect: Effect
    prepositional: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a language's tables say of numbers; keys are in lower case, `before` is keyed by the last word of the phrase."""

    words: Mapping[str, Word]
    before: Mapping[str, tuple[Bound, ...]]
    after: Mapping[str, tuple[Bound, ...]]
    symbols: Mapping[str, str]
    currencies: Mapping[tuple[str, ...], str]
    labels: frozenset[str]
    weak_labels: frozenset[str]
    clock: frozenset[str]
    durations: frozenset[str]
    measures: frozenset[str]
    roles: Mapping[str, QuantityRole]


def role_of(name: str, where: str) -> QuantityRole:
    """A role by its name. Raises TableError if there is none such."""
    if name not in ROLES:
        raise TableError(f"the role {name!r} is unknown", where=where, advice=f"roles are {', '.join(ROLES)}")
    return cast("QuantityRole", name)


@functools.cache
def lexicon(language: str) -> Lexicon | None:
    """The number words of a language, or None if the project has no tables for it."""
    folder = f"quantities/{language}"
    try:
        data_path(folder)
    except ResourceError:
        return None
    labels = read_tsv(f"{folder}/not_counts.tsv", ("word", "place", "why", "note"))
    money = read_tsv(f"{folder}/currencies.tsv", ("word", "place", "code", "note"))
    return Lexicon(
        words=_words(f"{folder}/numbers.tsv"),
        before=_bounds(f"{folder}/bounds.tsv", "before"),
        after=_bounds(f"{folder}/bounds.tsv", "after"),
        symbols={row["word"]: row["code"] for row in money if row["place"] == "before"},
        currencies={tuple(row["word"].split()): row["code"] for row in money if row["place"] == "after"},
        labels=frozenset(row["word"] for row in labels if row["place"] == "before"),
        weak_labels=frozenset(row["word"] for row in labels if row["place"] == "before unless named"),
        clock=frozenset(row["word"] for row in labels if row["place"] == "after"),
        durations=frozenset(row["word"] for row in labels if row["place"] == "counted"),
        measures=frozenset(row["word"] for row in labels if row["place"] == "measure"),
        roles={
            row["word"]: role_of(row["role"], f"{folder}/roles.tsv") for row in read_tsv(f"{folder}/roles.tsv", ("word", "role", "note"))
        },
    )


def _words(name: str) -> dict[str, Word]:
    found: dict[str, Word] = {}
    for row in read_tsv(name, ("word", "kind", "low", "high", "note")):
        if row["kind"] not in KINDS:
            raise TableError(f"the kind {row['kind']!r} is unknown", where=name, advice=f"kinds are {', '.join(KINDS)}")
        found[row["word"]] = Word(cast("Kind", row["kind"]), float(row["low"]), float(row["high"]))
    return found


def _bounds(name: str, place: str) -> dict[str, tuple[Bound, ...]]:
    found: dict[str, list[Bound]] = {}
    for row in read_tsv(name, ("phrase", "place", "effect", "prep", "note")):
        if row["effect"] not in EFFECTS:
            raise TableError(f"the effect {row['effect']!r} is unknown", where=name, advice=f"effects are {', '.join(EFFECTS)}")
        if row["place"] == place:
            words = tuple(row["phrase"].split())
            key = words[-1] if place == "before" else words[0]
            found.setdefault(key, []).append(Bound(words, cast("Effect", row["effect"]), row["prep"] != "no"))
    return {key: tuple(sorted(rows, key=lambda b: -len(b.words))) for key, rows in found.items()}
