"""Logical subjects and objects: through passives, control, raising, coordination, participles and relative clauses.

"Police, who were ordered to disperse them, arrested and beat 40 people."
disperse: subject Police;  beat: subject Police, object 40 people;  ordered: object Police
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from khronika.actors.phrases import Phrases
from khronika.tables import read_tsv

RELATIVE = frozenset({"who", "which", "that", "whom"})
VERBAL = frozenset({"VERB", "AUX"})
# "accused them of killing", "banned them from flying": the gerund is what the object does.
OBJECT_MARKS = frozenset({"of", "from", "into", "with", "for"})
DEPTH = 6
# "arrested and beat 40 people": how many tokens may stand between verbs that share the object of the last.
SHARED = 3


@functools.cache
def subject_controlled() -> frozenset[str]:
    """Verbs whose subject does what their infinitive says even though they have an object: "promised them to leave"."""
    return frozenset(row["verb"] for row in read_tsv("actors/control.tsv", ("verb", "note")))


class Syntax:
    """Subjects and objects of the verbs of one article. `agents` gives who does the act of a noun that governs a clause."""

    def __init__(self, phrases: Phrases, agents: Callable[[int], list[int]], is_entity: Callable[[int], bool]) -> None:
        self.phrases, self.tokens, self.children = phrases, phrases.tokens, phrases.children
        self.agents, self.is_entity = agents, is_entity

    def passive(self, i: int) -> bool:
        """Whether a token is a passive verb form; a participle with an active subject and no auxiliary is a past tense taken wrongly."""
        if self.tokens[i].feats.get("Voice") != "Pass":
            return False
        relations = {self.tokens[c].deprel for c in self.children[i]}
        return "nsubj" not in relations or "nsubj:pass" in relations or "aux:pass" in relations

    def subjects(self, i: int) -> list[int]:
        """Who does the act of a verb: its subject, or the agent of a passive, also one that stands with a coordinated verb."""
        if not self.passive(i):
            return self.surface(i)
        shared = (self._direct(k, "obl:agent") for k in self._siblings(i))
        return self._direct(i, "obl:agent") or next(filter(None, shared), []) or self._agent_of_object(i)

    def _agent_of_object(self, i: int) -> list[int]:
        """The agent that the parser hangs on the object of a passive: "were denied permission by police"."""
        return [
            k for c in self._direct(i, "obj") for k in self._direct(c, "nmod")
            if "by" in self.phrases.cases(k) and self.is_entity(k)
        ]  # fmt: skip

    def objects(self, i: int) -> list[int]:
        """Whom the act of a verb befalls: its object, or the subject of a passive, or what a relative clause leaves out."""
        if self.passive(i):
            return self.surface(i) or self._direct(i, "obj")
        token = self.tokens[i]
        own = self._direct(i, "obj")
        if token.deprel == "acl:relcl" and (not own or self.tokens[own[0]].text.lower() in RELATIVE):
            subjects = self._direct(i, "nsubj")
            if subjects and self.tokens[subjects[0]].text.lower() not in RELATIVE:
                return [token.head]
        if own or (own := self._addressed(i)):
            return own
        shared = (k for k in self._siblings(i) if k > i and self._near(i, k))
        return next(filter(None, (self._direct(k, "obj") for k in shared)), [])

    def _addressed(self, i: int) -> list[int]:
        """Whom a verb is directed at where the parser makes the addressee the subject of the infinitive: "urged them to leave"."""
        return [
            k for c in self._direct(i, "ccomp") for k in self._direct(c, "nsubj", "nsubj:pass")
            if any(self.tokens[m].deprel == "mark" and self.tokens[m].lemma == "to" for m in self.children[c])
        ]  # fmt: skip

    def surface(self, i: int, depth: int = DEPTH) -> list[int]:
        """The grammatical subject of a verb, its own or inherited."""
        token = self.tokens[i]
        own = self._direct(i, "nsubj", "nsubj:pass") or [
            # With words put in between, the parser may hang the subject on the auxiliary.
            k for c in self._direct(i, "aux", "aux:pass") for k in self._direct(c, "nsubj", "nsubj:pass")
        ]  # fmt: skip
        if own:
            if self.tokens[own[0]].text.lower() in RELATIVE and token.deprel == "acl:relcl":
                return [token.head]
            return own
        if not depth or token.head == i:
            return []
        head = token.head
        if token.deprel in ("acl", "acl:relcl", "amod"):
            return self._modified(i, head)
        if token.relation in ("xcomp", "ccomp"):
            return self._controlled(i, head, depth)
        if token.deprel == "advcl":
            return self._adverbial(i, head, depth)
        if token.deprel == "conj" and self.tokens[head].upos in (*VERBAL, "ADJ", "NOUN"):
            return self.surface(self._finite(head) if token.feats.get("VerbForm") == "Fin" else head, depth - 1)
        return []

    def _adverbial(self, i: int, head: int, depth: int) -> list[int]:
        """The subject of a clause that hangs on a verb: its subject, but "accused them of killing": its object."""
        marks = {self.tokens[c].text.lower() for c in self.children[i] if self.tokens[c].deprel == "mark"}
        if marks & OBJECT_MARKS and not self.passive(head):
            found = [k for k in self._direct(head, "obj") if self.is_entity(k)]
            if found:
                return found
        return self.surface(head, depth - 1)

    def _finite(self, head: int) -> int:
        """The verb that a finite verb is really coordinated with: "urged them to leave and spoke" hangs "spoke" under "leave"."""
        here = head
        while (
            self.tokens[here].feats.get("VerbForm") == "Inf"
            and self.tokens[here].relation in ("xcomp", "ccomp")
            and not any(self.tokens[c].deprel == "aux" for c in self.children[here])
        ):
            here = self.tokens[here].head
        return here

    def _modified(self, i: int, head: int) -> list[int]:
        """The subject of a clause that hangs under a noun: the noun itself ("protesters calling …"), or the agent of the act that
        the noun names ("the decision to ban …", "plans for arming …")."""
        marked = any(self.tokens[c].deprel == "mark" for c in self.children[i])
        if self.is_entity(head):
            return [head]
        if marked:
            return self.agents(head)
        # "released a statement criticising …": those who released it
        found = self.agents(head)
        if not found and self.tokens[head].deprel == "obj":
            found = self.surface(self.tokens[head].head, DEPTH - 2)
        return found or [head]

    def _controlled(self, i: int, head: int, depth: int) -> list[int]:
        governor = self.tokens[head]
        if governor.upos in VERBAL and not self.passive(head) and governor.lemma not in subject_controlled():
            addressed = self._direct(head, "obj", "iobj")
            if addressed and any(self.is_entity(k) for k in addressed):
                return addressed
            if addressed and governor.upos == "VERB":
                # "taken steps to enhance": the object is no person, so the subject acts
                return self.surface(head, depth - 1)
        return self.surface(head, depth - 1)

    def _siblings(self, i: int) -> list[int]:
        """The verbs coordinated with a verb."""
        token = self.tokens[i]
        first = token.head if token.deprel == "conj" else i
        return [k for k in (first, *self._direct(first, "conj")) if k != i and self.tokens[k].upos in VERBAL]

    def _near(self, i: int, k: int) -> bool:
        return k - i <= SHARED and not any(self.tokens[c].relation in ("obl", "xcomp", "ccomp") for c in self.children[i])

    def _direct(self, i: int, *relations: str) -> list[int]:
        return [c for c in self.children[i] if self.tokens[c].deprel in relations]
