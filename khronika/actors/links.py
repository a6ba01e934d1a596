"""What hangs on one word: prepositional phrases, possessors, and the modifiers before a noun that name somebody."""

from __future__ import annotations

from collections.abc import Callable

from khronika.actors.phrases import HYPHENS, Phrases

# First words of prepositions that lead to no party: "according to", "due to".
REPORTING = frozenset({"according", "due", "prior", "contrary", "thanks", "owing", "compared", "ahead", "because", "instead"})
# Nouns for going away, after which "from" says whence, not whose it is: "the withdrawal of troops from …".
WHENCE = frozenset(
    {"withdrawal", "pullout", "pullback", "departure", "exit", "removal", "expulsion", "retreat", "evacuation", "return", "release"}
)
NAMING = ("compound", "amod", "obl:npmod", "nmod:npmod")
# "US-led war", "rebel-held town": whose the thing is; not "UN-brokered deal".
LEADING_VERBS = frozenset({"lead", "hold", "control", "run", "rule", "occupy", "impose", "order", "dominate", "command", "spearhead"})


class Links:
    """The dependents of the words of one article by what they say of them.

    `names_party` says which entities before a noun tell whose act it names ("Israeli raid", not "Boston bombing").
    """

    def __init__(self, phrases: Phrases, names_party: Callable[[int], bool]) -> None:
        self.phrases, self.names_party = phrases, names_party
        self.tokens, self.children = phrases.tokens, phrases.children

    def leaving(self, i: int, preposition: str) -> bool:
        """Whether a preposition says whence something goes that a noun tells."""
        return preposition == "from" and self.tokens[i].lemma in WHENCE and bool(self.marked(i, "of") or self.possessors(i))

    def marked(self, i: int, *prepositions: str) -> list[int]:
        """Obliques and nominal modifiers of a token itself that one of some prepositions leads to (`*`: any), in order of the text."""
        found = []
        for c in self.children[i]:
            if self.tokens[c].relation in ("obl", "nmod"):
                cases = self.phrases.cases(c)
                if cases and cases[0] not in REPORTING and ("*" in prepositions or any(case in prepositions for case in cases)):
                    found.append(c)
        return found

    def opposed(self, i: int) -> list[int]:
        """Whom a modifier with "anti" is against: "anti-government protests"."""
        return [c for c in self.children[i] if c < i and self.phrases.anti(c)]

    def possessors(self, i: int) -> list[int]:
        """Possessives of a noun; of its governing noun if that only measures it."""
        return self.related(i, "nmod:poss")

    def modifiers(self, i: int) -> list[int]:
        """Compounds and adjectives before a noun that name somebody: "EU sanctions", "Israeli raid", "police crackdown"."""
        found = []
        for c in self.children[i]:
            token = self.tokens[c]
            if c < i and token.deprel in ("compound", "amod", "nmod", "flat") and not self.phrases.cases(c) and not self.phrases.anti(c):
                found.extend(self._naming(c))
        return found

    def _naming(self, c: int) -> list[int]:
        """A modifier and its conjuncts, or what stands under it: "US-backed", "state police raid"."""
        found = [k for k in (*self._joined(c), *self.phrases.conjuncts(c)) if self.names_party(k)]
        leading = NAMING if self.tokens[c].lemma in LEADING_VERBS else NAMING[:2]
        return found or [k for k in self.children[c] if self.tokens[k].deprel in leading and self.names_party(k)]

    def _joined(self, c: int) -> list[int]:
        """What a hyphen joins to a modifier: "Israeli" in "Israeli-Palestinian talks"."""
        if self.tokens[c].upos == "VERB":
            return []  # "UN-brokered"
        return [k for k in self.children[c] if k == c - 2 and self.tokens[c - 1].text in HYPHENS and self.tokens[k].deprel in NAMING]

    def related(self, i: int, *relations: str) -> list[int]:
        """The dependents of a token with one of some relations, in order of the text."""
        return [c for c in self.children[i] if self.tokens[c].deprel in relations or self.tokens[c].relation in relations]
