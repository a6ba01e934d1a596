"""Whether a place name means the place itself or something tied to it."""

from __future__ import annotations

from khronika.model import Analysis
from khronika.model.place import PlaceRole
from khronika.places.knowledge import knowledge
from khronika.places.spans import Span

SPEAKERS = ("nsubj", "nsubj:pass", "obl:agent")


def role(analysis: Analysis, span: Span) -> PlaceRole:
    """Literal or associative, by the syntax of the words."""
    tokens, words = analysis.tokens, knowledge().words
    head = next((i for i in range(span.first, span.last) if not span.first <= tokens[i].head < span.last), span.last - 1)
    token = tokens[head]
    governor = tokens[token.head]
    for _ in range(4):
        if token.relation in ("conj", "appos") and governor.i != token.i:
            token, governor = governor, tokens[governor.head]
    if span.adjective:
        return "literal" if token.relation in ("amod", "compound") and governor.lemma.lower() in words["ground"] else "associative"
    if span.part:
        return "associative"
    if token.relation in ("compound", "amod", "nmod") and not any(analysis.dependents(token.i, "case")):
        return "literal" if governor.lemma.lower() in words["ground"] else "associative"
    case = [t.lemma.lower() for t in analysis.dependents(token.i, "case")]
    if case:
        if any(c in words["in"] or c in words["to"] for c in case):
            return "literal"
        if "of" in case:
            return "literal" if governor.lemma.lower() in words["part"] else "associative"
        return "associative"
    if token.deprel == "nmod:poss":
        return "literal" if governor.lemma.lower() in words["ground"] | words["part"] else "associative"
    if token.relation in ("nsubj", "obl") or token.deprel == "obl:agent":
        return "associative"
    if token.relation == "obj":
        return "literal" if governor.lemma.lower() in words["locate"] else "associative"
    return "literal"
