"""Logical subjects and objects: through passives, control, raising, coordination and relative clauses."""

from __future__ import annotations

from khronika.actors.phrases import Phrases

RELATIVE = frozenset({"who", "which", "that", "whom"})


class Syntax:
    """Subjects and objects of the verbs of one article."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases, self.tokens, self.children = phrases, phrases.tokens, phrases.children

    def passive(self, i: int) -> bool:
        """Whether a token is a passive verb form."""
        return self.tokens[i].feats.get("Voice") == "Pass"

    def subjects(self, i: int) -> list[int]:
        """Who does the act of a verb: its subject, or the agent of a passive."""
        if self.passive(i):
            return self._direct(i, "obl:agent")
        return self.surface(i)

    def objects(self, i: int) -> list[int]:
        """Whom the act of a verb befalls: its object, or the subject of a passive."""
        return self.surface(i) if self.passive(i) else self._direct(i, "obj")

    def surface(self, i: int, depth: int = 6) -> list[int]:
        """The grammatical subject of a verb, its own or inherited."""
        own = self._direct(i, "nsubj", "nsubj:pass")
        token = self.tokens[i]
        if own:
            if token.deprel == "acl:relcl" and self.tokens[own[0]].text.lower() in RELATIVE:
                return [token.head]
            return own
        if not depth or token.head == i:
            return []
        if token.deprel in ("acl", "acl:relcl"):
            return [token.head]
        if token.deprel == "xcomp":
            return self._direct(token.head, "obj", "iobj") or self.surface(token.head, depth - 1)
        if token.deprel in ("conj", "advcl", "ccomp"):
            return self.surface(token.head, depth - 1)
        return []

    def _direct(self, i: int, *relations: str) -> list[int]:
        return [c for c in self.children[i] if self.tokens[c].deprel in relations]
