"""What stands around a candidate word: its logical subject and object, its prepositions, its modifiers, the verb that carries it."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from functools import cached_property

from khronika.model import Analysis, Token
from khronika.tables import read_tsv

# Heads that only measure what follows ("dozens of protesters", "a group of women"): what they measure counts as well.
MEASURES = frozenset(
    "dozen hundred thousand million score number group series member handful couple lot majority minority part half third quarter wave "
    "round kind type sort team bunch crowd mob rest many some most several few one two three any all".split()
)
# What forces come in: "two companies of police".
FORMATIONS = frozenset({"company", "column", "platoon", "battalion", "section", "contingent"})
PERSONAL = frozenset("he she they him her them i we us me you who whom himself themselves everyone anybody anyone someone somebody".split())
AUTHORITIES = frozenset({"GOV", "COP", "MIL", "JUD", "LEG", "SPY"})
PARTICLES = frozenset("out off down back away up over in aside dead free go upon on".split())


@functools.cache
def word_classes() -> dict[str, frozenset[str]]:
    """The classes that frames speak of (`@weapon`), by name, as sets of lemmas."""
    table: dict[str, set[str]] = {}
    for row in read_tsv("predicates/en/classes.tsv", ("class", "lemma")):
        table.setdefault(row["class"], set()).add(row["lemma"])
    return {name: frozenset(words) for name, words in table.items()}


@functools.cache
def human_words() -> frozenset[str]:
    """Lemmas of words for people and their groups: the classes of people, and every role and group word that the actor tables know."""
    classes = word_classes()
    words = set().union(*(classes[c] for c in ("prisoner", "crowd", "official", "militant", "worker", "police", "force")))
    for name, column in (("actors/roles.tsv", "role"), ("actors/group_words.tsv", "word")):
        words.update(_column(name, column))
    return frozenset(words)


@functools.cache
def authority_words() -> frozenset[str]:
    """Lemmas of words for those who speak for a state: offices and bodies of government, police, army, courts and parliament."""
    words = set(word_classes()["police"] | word_classes()["official"])
    for name, column in (("actors/roles.tsv", "role"), ("actors/group_words.tsv", "word")):
        keys = (column, "sector", "other_sectors", "kind", "note")
        words.update(row[column] for row in read_tsv(name, keys) if row["sector"] in AUTHORITIES and " " not in row[column])
    return frozenset(words)


def _column(name: str, column: str) -> set[str]:
    keys = (column, "sector", "other_sectors", "kind", "note")
    # Only the last word of a phrase can be the head of one.
    return {row[column].split()[-1].lower() for row in read_tsv(name, keys)}


class Site:
    """The surroundings of one token; everything is computed when first asked for."""

    def __init__(self, analysis: Analysis, i: int) -> None:
        self.analysis, self.i = analysis, i
        self.token = analysis.tokens[i]

    @property
    def passive(self) -> bool:
        """Whether the token is a passive participle."""
        return self.token.feats.get("Voice") == "Pass"

    @cached_property
    def objects(self) -> list[Token]:
        """The logical object's head with its conjuncts: the direct object, in the passive the subject, for a bare participle its noun."""
        a, i = self.analysis, self.i
        if self.passive:
            found = list(a.dependents(i, "nsubj:pass"))
            if not found and self.token.relation in ("acl", "amod"):
                found = [a.tokens[self.token.head]]
            if not found and self.token.relation == "conj":
                found = list(a.dependents(self.token.head, "nsubj:pass"))
            if not found and self.token.relation == "xcomp":
                # "expected to be released": the subject is raised
                found = list(a.dependents(self.token.head, "nsubj:pass", "nsubj"))
            found += list(a.dependents(i, "obj"))
        else:
            found = list(a.dependents(i, "obj"))
        return list(self._spread(found))

    @cached_property
    def subjects(self) -> list[Token]:
        """The logical subject's head with its conjuncts, looked for also at the verbs that share it."""
        a, here = self.analysis, self.token
        if self.passive:
            return list(self._spread(a.dependents(self.i, "obl:agent")))
        for _ in range(4):
            found = list(a.dependents(here.i, "nsubj"))
            if found:
                return list(self._spread(found))
            if here.relation == "acl" and here.deprel != "acl:relcl" and here.feats.get("Voice") != "Pass":
                return list(self._spread([a.tokens[here.head]]))
            if here.relation not in ("conj", "xcomp", "advcl") or here.head == here.i:
                return []
            here = a.tokens[here.head]
            if here.feats.get("Voice") == "Pass" and (shared := list(a.dependents(here.i, "nsubj:pass"))):
                return list(self._spread(shared))
        return []

    def _spread(self, heads: list[Token] | Iterator[Token]) -> Iterator[Token]:
        """Heads with their conjuncts, and what they measure; a relative pronoun stands for what it points back to."""
        for head in heads:
            here = head
            if here.lemma in ("who", "which", "that") and here.upos == "PRON":
                clause = self.analysis.tokens[here.head]
                if clause.deprel == "acl:relcl":
                    here = self.analysis.tokens[clause.head]
            yield here
            yield from self.analysis.dependents(here.i, "conj")
            if here.lemma in MEASURES or here.lemma in FORMATIONS or here.upos == "NUM":
                yield from self.analysis.dependents(here.i, "nmod")

    @cached_property
    def prepositions(self) -> dict[str, list[Token]]:
        """Obliques and nominal modifiers by their preposition, with conjuncts."""
        table: dict[str, list[Token]] = {}
        for child in self.analysis.dependents(self.i, "obl", "nmod", "advcl", "acl"):
            for case in self.analysis.dependents(child.i, "case", "mark"):
                table.setdefault(case.lemma, []).extend(self._spread([child]))
        return table

    @cached_property
    def complements(self) -> dict[str, list[Token]]:
        """Clauses that complete the word, by relation: `xcomp`, `ccomp`; an `acl` infinitive of a noun counts as `xcomp`."""
        table: dict[str, list[Token]] = {}
        for child in self.analysis.dependents(self.i, "xcomp", "ccomp", "acl"):
            relation = child.relation
            marks = [m.lemma for m in self.analysis.dependents(child.i, "mark")]
            if relation == "acl":
                relation = "xcomp" if "to" in marks else "ccomp" if "that" in marks else ""
            elif relation == "ccomp" and "to" in marks and "that" not in marks:
                relation = "xcomp"  # "urged them to leave": the parser makes the addressee the clause's subject
            if relation:
                table.setdefault(relation, []).append(child)
        return table

    @cached_property
    def modifiers(self) -> list[str]:
        """Lemmas of compounds and adjectives before a noun, and the lower-case words of the compounds' own compounds."""
        found: list[str] = []
        for child in self.analysis.dependents(self.i, "compound", "amod", "nmod"):
            if child.i < self.i and not self.analysis.dependent(child.i, "case"):
                found.append(child.lemma.lower())
                found.extend(c.lemma.lower() for c in self.analysis.dependents(child.i, "compound", "amod"))
        return found

    @cached_property
    def carrier(self) -> Token | None:
        """The verb whose object, subject or oblique the noun is."""
        here = self.token
        for _ in range(3):
            head = self.analysis.tokens[here.head]
            if head.i == here.i:
                return None
            if here.relation in ("obj", "nsubj", "obl", "iobj", "xcomp") and head.upos in ("VERB", "AUX", "ADJ", "NOUN"):
                return head
            if here.relation != "conj" and not (here.relation == "nmod" and head.lemma in MEASURES):
                return None
            here = head
        return None

    def particle(self) -> Token | None:
        """The particle of a phrasal verb, or the adverb that works like one."""
        for child in self.analysis.dependents(self.i, "compound:prt", "advmod", "xcomp"):
            if self.i < child.i <= self.i + 4 and child.lemma in PARTICLES:
                return child
        return None


def in_class(analysis: Analysis, token: Token, name: str) -> bool:
    """Whether a token belongs to a class: the table's, or `person`, `org`, `place`, `country`, `actor`, which the analysis decides."""
    words = word_classes().get(name)
    if words is not None:
        return token.lemma.lower() in words
    kind = named.kind if (named := analysis.name_at(token.i)) else None
    if name == "authority":
        return kind in ("organisation", "country") or token.lemma.lower() in authority_words()
    place = kind in ("place", "country")
    person = kind == "person" or token.lemma.lower() in PERSONAL or (kind is None and token.lemma.lower() in human_words())
    if name == "person":
        return person or kind == "group"
    if name in ("place", "country"):
        return place
    if name == "org":
        return kind == "organisation"
    return place or person or kind in ("organisation", "group")
