"""What police do and say, beyond the words of the predicate tables.

"Police cordoned off the square."      cordoned off: x-policing
"She had arrested nine, he added."     added: x-statement, if "he" turns out to be the police commissioner
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from khronika.events.site import Site, word_classes
from khronika.model import Analysis, Token, Trigger
from khronika.model.ids import event_id
from khronika.tables import read_tsv

POLICING = frozenset({"COP"})
INNER = ("compound", "amod")


@functools.cache
def police_words() -> frozenset[str]:
    """Lemma phrases for police and their ranks: the class of the predicate tables and what the actor tables give the sector COP."""
    words = set(word_classes()["police"])
    for name, column in (("actors/roles.tsv", "role"), ("actors/group_words.tsv", "word")):
        keys = (column, "sector", "other_sectors", "kind", "note")
        words.update(row[column] for row in read_tsv(name, keys) if row["sector"] == "COP")
    return frozenset(words)


def deeds(analysis: Analysis, taken: set[int], article: str) -> Iterator[Trigger]:
    """Acts that only their subject makes policing: any verb of doing whose subject is police, other than the tokens `taken`.

    What it needs is an actor of police, so that "the officers of the club" do none.
    """
    heads = set(taken)
    states = word_classes()["state"] | word_classes()["say"]
    sentences = {t.sentence for t in analysis.tokens if t.upos in ("NOUN", "PROPN") and _police(analysis, t)}
    for number in sorted(sentences):
        for token in analysis.sentence_tokens(analysis.sentences[number]):
            if token.upos != "VERB" or token.lemma in states or token.i in heads:
                continue
            if _part_of(analysis, token, heads) or _misread(analysis, token):
                continue
            if any(_police(analysis, subject) for subject in Site(analysis, token.i).subjects):
                heads.add(token.i)
                yield Trigger(
                    event_id(article, token.start, token.end, "x-policing"), token.start, token.end, token.text, token.i, "x-policing", (),
                    "subj", "obj|obl:*", "policing: a deed of police", 0.6, needs=POLICING,
                )  # fmt: skip


def _part_of(analysis: Analysis, token: Token, heads: set[int]) -> bool:
    """Whether a verb is told with another event: it completes one ("tried to reach") or carries one ("made arrests", "had to arrest")."""
    if any(c.i in heads for c in analysis.dependents(token.i, "obj", "xcomp")):
        return True
    infinitive = any(m.lemma == "to" for m in analysis.dependents(token.i, "mark"))
    return token.head in heads and (token.relation == "xcomp" or (token.relation == "advcl" and infinitive))


def _misread(analysis: Analysis, token: Token) -> bool:
    """Whether a bare form joined to a finite verb is a noun that was taken for a verb: "used tear gas and stun grenades"."""
    head = analysis.tokens[token.head]
    return token.relation == "conj" and token.feats.get("VerbForm") == "Inf" and head.feats.get("VerbForm") == "Fin"


def _police(analysis: Analysis, token: Token) -> bool:
    """Whether a noun is a word for police, alone or with the words before it: "patrol", "security men", "police sources"."""
    words = police_words()
    if token.lemma.lower() in words:
        return True
    before = [c.lemma.lower() for c in analysis.dependents(token.i, *INNER) if c.i < token.i]
    return any(word in words or f"{word} {token.lemma.lower()}" in words for word in before)
