"""What the words of a mention say of whether it is of an act that is told elsewhere."""

from __future__ import annotations

import functools

from khronika.language.inflect import forms
from khronika.model import Event
from khronika.tables import read_tsv

# Words between one that points ("the") and the noun: "the second deadly strike".
REACH = 3
OWNER = ("'s", "’s", "s'", "s’")
STOP = (",", ";", ":", ".", ")", "”")


def is_result(event: Event) -> bool:
    """Whether the words tell what came of the act: "killed", "the death of"."""
    return _word(event) in _words("result", event.event_type)


def akin(a: Event, b: Event) -> bool:
    """Whether both mentions have words that name any act of their type: "the talks", "they met"."""
    common = _words("act", a.event_type) | _words("result", a.event_type)
    return a.event_type == b.event_type and _word(a) in common and _word(b) in common


def points_back(event: Event) -> bool:
    """Whether the act is told as a known one.

    So is a noun with an article, an owner or a day ("Friday's march"), and a participle that says which people are meant ("those freed").
    """
    by = event.trigger_by or ""
    before = event.sentence.text[: max(event.trigger.start - event.sentence.start, 0)].casefold().split()
    if " verb" in by:
        return bool(before) and before[-1] in _words("participle", "")
    # Of what the encoder found alone it is not known whether it is a noun: only a word right before it tells.
    for word in reversed(before[-REACH if " noun" in by else -1 :]):
        if word.endswith(OWNER) or word in _words("pointing", ""):
            return True
        if word.endswith(STOP) or word in _words("apart", ""):
            return False
    return False


def tells(word: str) -> bool:
    """Whether a word is one that reports what others did: the day on which somebody "said" it is not the day of the act."""
    return word.casefold() in _telling()


def _word(event: Event) -> str:
    return event.trigger.text.casefold().split(" ")[0]


@functools.cache
def _words(sense: str, event_type: str) -> frozenset[str]:
    rows = read_tsv("merge/words.tsv", ("sense", "event_type", "lemma", "note"))
    lemmas = (row["lemma"] for row in rows if row["sense"] == sense and row["event_type"] == event_type)
    return frozenset(form for lemma in lemmas for form in forms(lemma))


@functools.cache
def _telling() -> frozenset[str]:
    rows = read_tsv("attribution/verbs.tsv", ("lemma", "frames", "kind", "certainty", "note"))
    lemmas = (row["lemma"] for row in rows if row["kind"] == "says" and {"clause", "quote"} <= set(row["frames"].split()))
    return frozenset(form for lemma in lemmas for form in forms(lemma))
