"""Noun phrases that name or describe where something happens: what stands under a preposition, and which toponym is in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from khronika.model import Analysis, Token, Toponym
from khronika.places.knowledge import knowledge

FINENESS = {"site": 6, "city": 5, "admin2": 4, "admin1": 3, "region": 2, "country": 1, None: 5}
LEFT_OUT = ("acl", "acl:relcl", "appos", "conj", "cc", "case", "punct", "parataxis", "advcl")
CLAUSES = ("acl", "acl:relcl", "conj", "appos", "advcl")
# Nouns that point back to a country or to another place whose kind they name.
STATES = frozenset("country nation state republic kingdom".split())
BACKWARD = STATES | frozenset(
    "region city town village capital territory island province district area zone mainland neighborhood neighbourhood suburb part"
    " outskirt outskirts".split()
)
# "In front of parliament", "on the outskirts of Minsk": the place is what follows.
PARTS = frozenset("control front middle outskirt outskirts heart vicinity side corner part rest edge foot site scene".split())
LOCATIVE = frozenset("in at near on outside inside across throughout around along".split())
INNER = ("in", "at", "near", "on", "outside", "inside")
ADJECTIVE = "adjectives"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase by its head; `toponym` is the place that it names, `beside` one that it describes a place by ("Brest's bus station")."""

    head: Token
    toponym: Toponym | None
    beside: Toponym | None = None

    @property
    def fineness(self) -> int:
        """How precisely it says where: a building 6, a country 1, a word that only points back 0."""
        if self.toponym is not None:
            return FINENESS[self.toponym.precision]
        if self.head.lemma.lower() in BACKWARD:
            return 0 if self.beside is None else 4
        return 6 if self.beside is not None and self.beside.precision in ("city", "admin2", "site") else 4


class Phrases:
    """The places of an article by token."""

    def __init__(self, analysis: Analysis, toponyms: Sequence[Toponym]) -> None:
        self.analysis = analysis
        self.scenes = knowledge().words["scene"]
        self.at: dict[int, Toponym] = {}
        for toponym in toponyms:
            token = analysis.token_at(toponym.start)
            while token is not None and token.start < toponym.end:
                self.at[token.i] = toponym
                token = analysis.tokens[token.i + 1] if token.i + 1 < len(analysis.tokens) else None

    def under(self, governor: int, cases: frozenset[str], *, objects: bool = False) -> Iterator[Phrase]:
        """Phrases of place that depend on a word: under one of the prepositions, or as its object where `objects`."""
        for child in self.analysis.dependents(governor, "obl", "nmod", "obj", "advmod"):
            if child.deprel in ("obl:agent", "nmod:poss", "nmod:npmod"):
                continue
            case = self._case(child)
            if child.relation == "obj" and objects and not case or case & cases:
                yield from self._phrases(child)

    def _case(self, token: Token) -> set[str]:
        return {t.lemma.lower() for t in self.analysis.dependents(token.i, "case")}

    def locates(self, toponym: Toponym) -> bool:
        """Whether a toponym says where something is: the place itself, in a phrase like "in Orsha", and not where somebody is from."""
        if toponym.role != "literal" or toponym.by == ADJECTIVE:
            return False
        token = self.analysis.token_at(toponym.start)
        for _ in range(4):
            if token is None:
                return False
            case = self._case(token)
            if case:
                return not case.isdisjoint(LOCATIVE)
            if token.relation not in ("appos", "conj", "flat", "compound", "nmod", "amod") or token.head == token.i:
                return token.relation in ("root", "obj", "dep")
            token = self.analysis.tokens[token.head]
        return False

    def _phrases(self, head: Token, depth: int = 3) -> Iterator[Phrase]:
        phrase = self.phrase(head)
        if phrase is not None and head.lemma.lower() not in PARTS:
            yield phrase
        if not depth:
            return
        # "In Iraq, at Baghdad airport", "in the capital, Minsk", "a camp at Ain Issa", "Orsha and Lida".
        for child in self.analysis.dependents(head.i, "nmod", "appos", "conj"):
            case = self._case(child)
            if child.relation in ("appos", "conj") or not case.isdisjoint(INNER) or "of" in case and head.lemma.lower() in PARTS | BACKWARD:
                yield from self._phrases(child, depth - 1)

    def phrase(self, head: Token) -> Phrase | None:
        """The place that a noun names or describes; None if it is none."""
        toponym = self.at.get(head.i)
        if toponym is not None:
            return None if toponym.by == ADJECTIVE else Phrase(head, toponym)
        if head.upos not in ("NOUN", "PROPN") or head.lemma.lower() not in self.scenes:
            return None
        inside = [self.at[i] for i in self.analysis.subtree(head.i, without=CLAUSES) if i in self.at]
        names = [t for t in inside if t.by != ADJECTIVE] or inside
        if names and head.lemma.lower() in BACKWARD and names[0].by != ADJECTIVE:
            # "The city of Brest", "the capital Minsk" name what they describe.
            return Phrase(head, names[0])
        return Phrase(head, None, names[0] if names else None)

    def span(self, head: Token) -> tuple[int, int]:
        """Where the words of a describing phrase stand, without preposition and clauses."""
        tokens = self.analysis.tokens
        inside = set(self.analysis.subtree(head.i, without=LEFT_OUT))
        first = last = head.i
        while first - 1 in inside:
            first -= 1
        while last + 1 in inside:
            last += 1
        return tokens[first].start, tokens[last].end
