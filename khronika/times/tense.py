"""Whether a time expression is spoken of as past or as to come, by the verb and the words that govern it.

"They met on Friday."  past        "They will meet on Friday."  future        "ahead of Friday's vote"  future
"""

from __future__ import annotations

import functools
from typing import Literal

from khronika.model import Analysis, Token
from khronika.tables import read_tsv

Tense = Literal["past", "future", "present"]
DEPTH = 8


@functools.cache
def tense_words(language: str) -> dict[tuple[str, str], Tense]:
    """Tense that a word tells, by kind (`aux`, `governor`, `case`) and lemma."""
    table: dict[tuple[str, str], Tense] = {}
    for row in read_tsv(f"times/{language}/tense.tsv", ("kind", "word", "tense", "note")):
        table[row["kind"], row["word"]] = "future" if row["tense"] == "future" else "past" if row["tense"] == "past" else "present"
    return table


def tense_at(analysis: Analysis, i: int) -> Tense | None:
    """The tense at a token, looked for from the token upwards; None if nothing tells it."""
    words = tense_words(analysis.language)
    here = analysis.tokens[i]
    for _ in range(DEPTH):
        told = _by_case(analysis, here, words) or _by_verb(analysis, here, words)
        if told is not None:
            return told
        if here.head == here.i:
            return None
        here = analysis.tokens[here.head]
        if ("governor", here.lemma) in words:
            return words["governor", here.lemma]
    return None


def _by_case(analysis: Analysis, token: Token, words: dict[tuple[str, str], Tense]) -> Tense | None:
    for child in analysis.dependents(token.i, "case", "mark"):
        told = words.get(("case", child.lemma.lower()))
        if told is not None:
            return told
    return None


def _by_verb(analysis: Analysis, token: Token, words: dict[tuple[str, str], Tense]) -> Tense | None:
    auxiliaries = [c for c in analysis.dependents(token.i) if c.relation in ("aux", "cop")]
    if token.upos not in ("VERB", "AUX") and not auxiliaries:
        return None
    for child in auxiliaries:
        told = words.get(("aux", child.lemma.lower()))
        if told is not None:
            return told
    if any(c.lemma == "to" for c in analysis.dependents(token.i, "mark")):
        return "future" if token.feats.get("VerbForm") == "Inf" else None
    for child in auxiliaries:
        if child.lemma == "have" or child.feats.get("Tense") == "Past":
            return "past"
    if token.feats.get("Tense") == "Past":
        return "past"
    if any(child.feats.get("Tense") == "Pres" for child in auxiliaries) or (
        token.feats.get("Tense") == "Pres" and token.feats.get("VerbForm") == "Fin"
    ):
        return "present"
    return None
