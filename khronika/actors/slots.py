"""Slot expressions: where a predicate's arguments stand, as the predicate tables say it (docs/predicates.md)."""

from __future__ import annotations

import functools
from collections.abc import Callable

from khronika.actors.phrases import Phrases
from khronika.actors.syntax import Syntax
from khronika.errors import TableError
from khronika.model import Entity

# Alternatives of unions of paths of atoms: "a.b|c+d" is ((("a", "b"),), (("c",), ("d",))).
Expression = tuple[tuple[tuple[str, ...], ...], ...]
LIGHT = frozenset(
    "carry hold launch stage make impose begin start continue conduct issue mount commit open reach sign plan announce threaten".split()
)


@functools.lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """A slot expression taken apart. Raises TableError if an atom is unknown."""
    return tuple(
        tuple(tuple(part.strip().split(".")) for part in alternative.split("+")) for alternative in text.split("|")
    )


class Slots:
    """Fills slots for the triggers of one article."""

    def __init__(self, phrases: Phrases, entities: dict[int, Entity]) -> None:
        self.phrases, self.entities = phrases, entities
        self.tokens = phrases.tokens
        self.syntax = Syntax(phrases)
        self.atoms: dict[str, Callable[[int], list[int]]] = {
            "subj": self.syntax.subjects, "obj": self.syntax.objects, "iobj": lambda i: self._by_relation(i, "iobj"),
            "of": lambda i: self._oblique(i, "of"), "by": lambda i: self._oblique(i, "by"), "poss": lambda i: self._by_relation(i, "nmod:poss"),
            "mod": self._modifiers, "light": self._light, "all": self._all, "-": lambda i: [],
            "xcomp": lambda i: self._by_relation(i, "xcomp"), "ccomp": lambda i: self._by_relation(i, "ccomp"),
            "advcl": lambda i: self._by_relation(i, "advcl"), "acl": lambda i: self._by_relation(i, "acl"),
        }  # fmt: skip

    def fill(self, expression: Expression, head: int) -> tuple[list[int], str | None]:
        """Entity heads that fill the first filled alternative, in order of the text, and what that alternative was."""
        for alternative in expression:
            found: dict[int, None] = {}
            for path in alternative:
                for token in self._walk(path, head):
                    found.update(dict.fromkeys(self._entities(token)))
            if found:
                return sorted(found), "+".join(".".join(path) for path in alternative)
        return [], None

    def _walk(self, path: tuple[str, ...], head: int) -> list[int]:
        here = [head]
        for atom in path:
            here = [found for i in here for found in self._atom(atom, i)]
        return here

    def _atom(self, atom: str, i: int) -> list[int]:
        if atom.startswith("obl:"):
            return self._oblique(i, atom[4:])
        function = self.atoms.get(atom)
        if function is None:
            raise TableError(f"the slot {atom!r} is unknown", where="predicates", advice="see docs/predicates.md")
        return function(i)

    def _entities(self, token: int) -> list[int]:
        """The entities of a slot's token: itself and its conjuncts."""
        return [i for i in self.phrases.conjuncts(token) if i in self.entities]

    def _by_relation(self, i: int, *relations: str) -> list[int]:
        return [t.i for t in self.phrases.dependents(i, *relations)]

    def _oblique(self, i: int, preposition: str) -> list[int]:
        found = []
        for token in self.phrases.dependents(i, "obl", "nmod"):
            cases = self.phrases.cases(token.i)
            if cases and (preposition == "*" or preposition in cases):
                found.append(token.i)
        return found

    def _modifiers(self, i: int) -> list[int]:
        return [
            t.i for t in self.phrases.dependents(i, "compound", "amod", "nmod") if t.i < i and not self.phrases.cases(t.i) and t.deprel != "nmod:poss"
        ]

    def _light(self, i: int) -> list[int]:
        governor = self.tokens[i].head
        if governor == i or self.tokens[governor].upos != "VERB":
            return []
        return self.syntax.subjects(governor)

    def _all(self, i: int) -> list[int]:
        if self.tokens[i].upos in ("VERB", "AUX"):
            parts = self.syntax.subjects(i) + self.syntax.objects(i)
        else:
            parts = self._modifiers(i) + self._by_relation(i, "nmod:poss") + self._oblique(i, "of") + self._light(i)
        return parts + self._oblique(i, "with") + self._oblique(i, "between") + self._oblique(i, "and")
