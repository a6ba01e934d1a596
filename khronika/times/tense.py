"""Whether a time expression is spoken of as past or as to come, by the verb and the words that govern it.

"They met on Friday."  past        "They will meet on Friday."  future        "The talks due on Friday"  future
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Literal

from khronika.model import Analysis, Token
from khronika.tables import read_tsv

Tense = Literal["past", "future"]
Words = Mapping[tuple[str, str], Tense]
DEPTH = 8


@functools.cache
def tense_words(language: str) -> Words:
    """Tense that a word tells, by kind (`aux`, `governor`, `case`) and lemma."""
    table: dict[tuple[str, str], Tense] = {}
    for row in read_tsv(f"times/{language}/tense.tsv", ("kind", "word", "tense", "note")):
        table[row["kind"], row["word"]] = "future" if row["tense"] == "future" else "past"
    return table


def top_of(analysis: Analysis, first: int, last: int) -> int:
    """The token, of those from `first` to `last`, whose governor stands outside them."""
    tokens = analysis.tokens
    return next((i for i in range(first, last + 1) if tokens[i].head == i or not first <= tokens[i].head <= last), last)


def tense_at(analysis: Analysis, i: int, *, itself: bool = False) -> tuple[Tense | None, bool]:
    """The tense at a token, looked for from the token upwards, and whether what tells it governs the token itself.

    With `itself` the token is a verb whose own tense is asked for.

    The infinitive, and the present of some verbs, speak of what is to come where the time depends on them itself ("meets on Friday");
    else the present may be that of a heading or a caption.
    """
    words = tense_words(analysis.language)
    here = analysis.tokens[i]
    for depth in range(DEPTH):
        told = _by_case(analysis, here, words) or _by_verb(analysis, here, words, direct=depth == (0 if itself else 1))
        if told is not None:
            return told, depth <= 1
        if here.head == here.i:
            break
        here = analysis.tokens[here.head]
        if ("governor", here.lemma) in words:
            return words["governor", here.lemma], depth == 0
    return None, False


def _by_case(analysis: Analysis, token: Token, words: Words) -> Tense | None:
    for child in analysis.dependents(token.i, "case", "mark"):
        told = words.get(("case", child.lemma.lower()))
        if told is not None:
            return told
    return None


def _by_verb(analysis: Analysis, token: Token, words: Words, *, direct: bool) -> Tense | None:
    auxiliaries = [c for c in analysis.dependents(token.i) if c.relation in ("aux", "cop")]
    if token.upos not in ("VERB", "AUX") and not auxiliaries:
        return None
    for child in auxiliaries:
        told = words.get(("aux", child.lemma.lower()))
        if told is not None:
            return told
    if token.feats.get("Tense") == "Past" or any(("perfect", c.lemma) in words or c.feats.get("Tense") == "Past" for c in auxiliaries):
        return "past"
    if token.feats.get("VerbForm") == "Inf":
        return _infinitive(analysis, token, words) if direct else None
    present = token.feats.get("Tense") == "Pres" and token.feats.get("VerbForm") == "Fin"
    return "future" if direct and present and ("schedule", token.lemma) in words else None


def _infinitive(analysis: Analysis, token: Token, words: Words) -> Tense | None:
    """What is agreed or wanted lies ahead; what is begun or managed goes with its verb, and so does a purpose."""
    head = analysis.tokens[token.head]
    return "future" if token.deprel == "xcomp" and ("aspect", head.lemma) not in words else None
