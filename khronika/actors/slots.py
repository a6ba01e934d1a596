"""Slot expressions: where a predicate's arguments stand, as the predicate tables say it. `docs/predicates.md` describes the language.

"Police carried out raids on homes of activists."   raids: light → Police;  obl:on → homes
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable

from khronika.actors.links import REPORTING, Links
from khronika.actors.phrases import Phrases
from khronika.actors.syntax import VERBAL, Syntax
from khronika.errors import TableError
from khronika.tables import read_tsv

# Alternatives of unions of paths of atoms: "a.b|c+d" is ((("a", "b"),), (("c",), ("d",))).
Expression = tuple[tuple[tuple[str, ...], ...], ...]
PLAIN = frozenset({
    "subj", "obj", "iobj", "of", "by", "poss", "mod", "light", "befalls", "speaker", "within", "abroad", "all", "-", "xcomp", "ccomp",
    "advcl", "acl", "head", "condition", "none",
})  # fmt: skip
# Between an event noun and the verb that carries it: "one of a series of raids", "the start of talks".
MEASURES = ("nmod", "conj", "compound")
COMPLETING = frozenset({"obj", "iobj", "obl", "xcomp", "ccomp", "nmod", "acl", "conj", "appos"})
LEADING = frozenset({
    "to", "with", "for", "on", "against", "from", "in", "into", "at", "over", "of", "about", "toward", "towards", "between", "upon",
})  # fmt: skip
CONDITIONS = frozenset({"if", "unless", "until"})
WITHIN = 6
# "responsible for the killings" carries a noun as a verb does.
CARRYING = frozenset({*VERBAL, "ADJ"})
WHERE = ("in", "at", "along", "near", "into", "over", "off", "to", "across")
TARGETS = frozenset({"subject", "target", "victim", "object"})
# "marched after the attack", "continued despite the raid": such a phrase tells of somebody else's act.
ASIDE = frozenset({"after", "before", "amid", "despite", "since", "following", "because", "until", "without", "against"})
# Whom one only goes along with is not whom an act is directed at: "marched, joining students, …".
ACCOMPANYING = frozenset({"join", "accompany", "lead", "follow"})


@functools.lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """A slot expression taken apart. Raises TableError if an atom is unknown."""
    expression = tuple(tuple(tuple(part.strip().split(".")) for part in alternative.split("+")) for alternative in text.split("|"))
    for atom in (atom for alternative in expression for path in alternative for atom in path):
        if atom not in PLAIN and not (atom.startswith("obl:") and len(atom) > 4):
            raise TableError(f"the slot {atom!r} is unknown", where=f"slots {text!r}", advice="docs/predicates.md lists the slots")
    return expression


@functools.cache
def carriers() -> dict[str, str]:
    """Verbs that carry an event noun, with whom their subject is: the `actor` of the act, or its `recipient`."""
    return {row["verb"]: row["subject"] for row in read_tsv("actors/carriers.tsv", ("verb", "subject", "note"))}


@functools.cache
def mutual() -> frozenset[str]:
    """Nouns for what two sides do together: who did something after talks with somebody was at the talks."""
    rows = read_tsv("predicates/en/classes.tsv", ("class", "lemma"))
    return frozenset(row["lemma"] for row in rows if row["class"] in ("talks", "agreement"))


class Slots(Links):
    """Finds the tokens in the slots of one article's predicates.

    `is_entity` says which tokens are entities, `names_party` which of them, before a noun, tell whose act it names ("Israeli raid", not
    "Boston bombing"), `country` what country an entity has, `is_authority` which of them are states or bodies of one.
    """

    def __init__(
        self, phrases: Phrases, is_entity: Callable[[int], bool], names_party: Callable[[int], bool], country: Callable[[int], str | None],
        is_authority: Callable[[int], bool],
    ) -> None:  # fmt: skip
        super().__init__(phrases, names_party)
        self.is_entity, self.country, self.is_authority = is_entity, country, is_authority
        self.syntax = Syntax(phrases, self.agents, is_entity)
        self._functions: dict[str, Callable[[int], list[int]]] = {
            "subj": self.syntax.subjects, "obj": self.syntax.objects, "iobj": self._indirect, "of": self._of, "by": self.by,
            "poss": self.possessors, "mod": self.modifiers, "light": self.light, "befalls": self.befalls,
            "speaker": self.speaker, "within": self.within, "abroad": self.abroad, "all": self._all, "head": self._head,
            "condition": self._condition, "-": lambda i: [], "none": lambda i: [],
        }  # fmt: skip

    def walk(self, path: Iterable[str], head: int) -> list[int]:
        """The tokens at the end of a path of atoms from a token."""
        here = [head]
        steps = list(path)
        for n, atom in enumerate(steps):
            if atom == "light" and n < len(steps) - 1:
                # Inside a path it is the carrying verb that the path goes on from.
                here = [verb for i in here if (verb := self._carrier(i)) is not None]
            else:
                here = [found for i in here for found in self._atom(atom, i)]
        return here

    def agents(self, noun: int) -> list[int]:
        """Who does the act that a noun names: by-phrase, possessor, modifier, or subject of the verb that carries it."""
        for function in (self.by, self.possessors, self.modifiers, self.light):
            found = [i for i in function(noun) if self.is_entity(i)]
            if found:
                return found
        return []

    def _atom(self, atom: str, i: int) -> list[int]:
        function = self._functions.get(atom)
        if function is not None:
            return function(i)
        if atom == "advcl":
            # Parsers do not tell a purpose from a complement well.
            return [c for c in self.related(i, "advcl", "xcomp") if self.tokens[c].lemma not in ACCOMPANYING]
        return self.oblique(i, atom[4:]) if atom.startswith("obl:") else self.related(i, atom)

    def _condition(self, i: int) -> list[int]:
        """Clauses that a threat or refusal depends on, at any of its verbs: "threatened to leave unless the government …"."""
        found, level = [], [i]
        for _ in range(3):
            below = [c for verb in level for c in self.related(verb, "xcomp", "ccomp", "advcl") if self.tokens[c].upos in VERBAL]
            found += [
                c for c in below
                if any(self.tokens[k].deprel == "mark" and self.tokens[k].lemma.lower() in CONDITIONS for k in self.children[c])
            ]  # fmt: skip
            level = [c for c in below if c not in found]
        return found

    def _head(self, i: int) -> list[int]:
        """The word that a word hangs on."""
        return [self.tokens[i].head] if self.tokens[i].head != i else []

    def _indirect(self, i: int) -> list[int]:
        """The indirect object; in the passive of a verb with an object, its subject ("was granted asylum")."""
        if self.syntax.passive(i) and self.related(i, "obj"):
            return self.syntax.surface(i)
        return self.related(i, "iobj")

    def _of(self, i: int) -> list[int]:
        return self.oblique(i, "of")

    def by(self, i: int) -> list[int]:
        """The agent: what follows "by"."""
        return self.related(i, "obl:agent") + [k for k in self.oblique(i, "by") if self.tokens[k].deprel != "obl:agent"]

    def maker(self, i: int) -> list[int]:
        """Who is named with "by" in a participle clause under a noun: "a proposal made by the Commission"."""
        return [k for c in self.related(i, "acl") if self.syntax.passive(c) for k in self.related(c, "obl:agent")]

    def oblique(self, i: int, preposition: str) -> list[int]:
        """Obliques and nominal modifiers with a preposition (`*`: any), the token's own, or those of its object or carrier.

        Parsers often hang a prepositional phrase on the object instead of the verb ("imposed sanctions on"), or the other way round.
        """
        own = self.marked(i, preposition)
        if not own and self.tokens[i].deprel == "compound":
            own = self.marked(self.tokens[i].head, preposition)  # "a mediation effort between …"
        if preposition == "against":
            own += self.opposed(i)
        if preposition == "outside":
            own += [k for front in self.marked(i, "in") if self.tokens[front].lemma == "front" for k in self.marked(front, "of")]
        if own or preposition in ("of", "by"):
            return own
        if self.tokens[i].upos in VERBAL:
            things = [k for k in self.related(i, "obj", "obl") if not self.is_entity(k) and not self.leaving(k, preposition)]
            found = [k for thing in things for k in self.marked(thing, preposition)]
            return found or [k for c in self.related(i, "xcomp") if self.tokens[c].upos not in VERBAL for k in self.marked(c, preposition)]
        governor = self._carrier(i)
        return self.marked(governor, preposition) if governor is not None else []

    def _carrier(self, i: int) -> int | None:
        """The verb whose object, subject or oblique a noun is, through coordination and measuring nouns."""
        here = i
        for _ in range(3):
            token = self.tokens[here]
            if token.head == here:
                return None
            if token.relation in ("obj", "nsubj", "obl", "iobj", "xcomp") and self.tokens[token.head].upos in CARRYING:
                return self.tokens[token.head].head if token.relation == "nsubj" and self._for_clause(token.head) else token.head
            if token.relation not in MEASURES:
                return None
            here = token.head
        return None

    def _for_clause(self, verb: int) -> bool:
        """Whether a purpose was taken for a clause with a subject of its own: "gathered for a rally to protest against …"."""
        marks = {self.tokens[m].lemma for m in self.related(verb, "mark")}
        return self.tokens[verb].deprel == "advcl" and marks >= {"for", "to"}

    def light(self, i: int) -> list[int]:
        """Who does the act of an event noun as the subject of the verb that carries it: "carried out a raid", "the raid was ordered by"."""
        aside = not ASIDE.isdisjoint(self.phrases.cases(i)) and self.tokens[i].lemma not in mutual()
        return [] if aside else self._carriers(i)

    def _carriers(self, i: int) -> list[int]:
        governor = self._carrier(i)
        if governor is None or carriers().get(self._lemma(governor)) != "actor":
            return []
        return [k for k in self.syntax.subjects(governor) if k != i]

    def befalls(self, i: int) -> list[int]:
        """Whom the act of an event noun befalls: "X faces sanctions", "X is the target of sanctions", "bombings struck X"."""
        governor = self._carrier(i)
        token = self.tokens[i]
        if governor is None:
            above = token.head
            if token.relation == "nmod" and self.tokens[above].lemma in TARGETS:
                return self.syntax.surface(above) or self.related(above, "nsubj")
            return []
        if token.relation == "nsubj" and not self.syntax.passive(governor):
            return self.related(governor, "obj")
        if carriers().get(self._lemma(governor)) == "recipient" or (self.syntax.passive(governor) and token.deprel == "obl"):
            return [k for k in self.syntax.surface(governor) if k != i]
        return []

    def speaker(self, i: int) -> list[int]:
        """Who says the clause that a word stands in: "a shame, the minister said"."""
        here = i
        for _ in range(6):
            token = self.tokens[here]
            if token.head == here:
                return []
            if token.relation in ("ccomp", "parataxis") and self.tokens[token.head].upos in VERBAL:
                return self.syntax.subjects(token.head)
            here = token.head
        return []

    def within(self, i: int) -> list[int]:
        """The nearest entity anywhere in what completes a predicate: "ready to help rebuild towns in Syria". A last resort."""
        level, seen = [i], {i, *self.syntax.surface(i)}
        for _ in range(WITHIN):
            below = [c for k in level for c in self.children[k] if c > i and c not in seen and self._completes(c)]
            found = [c for c in below if self.is_entity(c)]
            if found:
                return found
            modifying = [
                k for c in below for k in (*self.possessors(c), *self.by(c), *self.maker(c), *self.modifiers(c)) if self.is_entity(k)
            ]
            if modifying:
                return modifying
            level = below
        return []

    def purposes(self, i: int) -> list[int]:
        """The clauses that say what an act is for: those beside a verb, infinitives beside the verb that carries a noun."""
        if self.tokens[i].upos in VERBAL:
            return self.walk(("advcl",), i)
        clauses = self.walk(("light", "advcl"), i)
        return [c for c in clauses if any(self.tokens[m].lemma == "to" for m in self.related(c, "mark"))]

    def authority(self, i: int) -> list[int]:
        """The nearest state or body of a state in what a word is about: "demanding that he be reinstated as head of the government"."""
        level = [i]
        for _ in range(WITHIN):
            level = [
                c for k in level for c in self.children[k] if c > i and self.tokens[c].deprel not in ("acl:relcl", "advcl", "parataxis")
            ]
            found = [c for c in level if self.is_authority(c)]
            if found:
                return found
        return []

    def abroad(self, i: int) -> list[int]:
        """Where in another country than the subject's an act takes place: "Israeli troops remained on alert in Lebanon"."""
        subjects = self.syntax.subjects(i) if self.tokens[i].upos in VERBAL else self.agents(i)
        own = {self.country(k) for k in subjects}
        if not own - {None}:
            return []
        places = self.marked(i, *WHERE) + [k for t in self.related(i, "obj", "obl") for k in self.marked(t, *WHERE)]
        return [k for k in places if self.country(k) is not None and self.country(k) not in own]

    def _completes(self, c: int) -> bool:
        """Whether a dependent completes a predicate, as an object or clause does, and does not only say when, why or where."""
        token = self.tokens[c]
        if token.deprel == "acl:relcl" or token.relation not in COMPLETING or (token.deprel == "conj" and token.upos in VERBAL):
            return False
        cases = self.phrases.cases(c) if token.relation in ("obl", "nmod") else []
        if cases and self.leaving(token.head, cases[0]):
            return False
        return not cases or (cases[-1] in LEADING and cases[0] not in REPORTING)

    def _lemma(self, verb: int) -> str:
        particle = next((self.tokens[c].lemma for c in self.related(verb, "compound:prt")), None)
        joined = f"{self.tokens[verb].lemma} {particle}"
        return joined if joined in carriers() else self.tokens[verb].lemma

    def _all(self, i: int) -> list[int]:
        """All parties of a reciprocal act: "X and Y met", "X held talks with Y", "clashes between X and Y", "X-Y talks"."""
        if self.tokens[i].upos in VERBAL:
            parts = self.syntax.surface(i) + self.by(i) + ([] if self.syntax.passive(i) else self.related(i, "obj"))
        else:
            parts = self.modifiers(i) + self.possessors(i) + self._of(i) + self.by(i) + self._carriers(i)
        return parts + [k for preposition in ("with", "between", "among", "involving") for k in self.oblique(i, preposition)]
