"""Noun phrases: where they begin and end, what their core is, and which prepositions lead to them."""

from __future__ import annotations

import functools

from khronika.model import Analysis, Token
from khronika.tables import read_tsv

# Dependents that belong to a noun phrase; relative and participle clauses do not, and conjuncts are phrases of their own.
INSIDE = frozenset({
    "det", "det:predet", "amod", "compound", "nummod", "nmod", "nmod:poss", "nmod:npmod", "flat", "fixed", "advmod", "punct", "case",
    "appos", "cc:preconj", "dep",
})  # fmt: skip
# What may stand deeper inside it: "a Berlin-based group", "ministers of trade and finance".
DEEPER = frozenset({"conj", "cc", "obl:npmod", "obl"})
HYPHENS = frozenset({"-", "–", "‐"})
FORCES = frozenset({"COP", "MIL", "PRM"})
LISTING = frozenset({"including", "like"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET"})
POSSESSIVE = frozenset({"'s", "’s", "'", "’", "s"})


@functools.cache
def partitives() -> dict[str, str]:
    """Words that only measure what follows with "of" (hundreds, series, member), with what: "" people, "things", or only "forces"."""
    return {row["word"]: row["note"] for row in read_tsv("actors/partitives.tsv", ("word", "note"))}


@functools.cache
def force_words() -> frozenset[str]:
    """Last words of the phrases for forces and police in the table of groups."""
    rows = read_tsv("actors/group_words.tsv", ("word", "sector", "other_sectors", "kind", "note"))
    return frozenset(row["word"].split()[-1] for row in rows if row["sector"] in FORCES)


class Phrases:
    """Noun phrases of one analysis, worked out on demand."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.tokens = analysis.tokens
        self.children = analysis.children
        self._spans: dict[int, tuple[int, int]] = {}

    def cases(self, i: int) -> list[str]:
        """The prepositions under a token, in lower case."""
        tokens = self.tokens
        return [
            tokens[c].text.lower() for c in self.children[i]
            if tokens[c].deprel == "case" and c < i and tokens[c].text not in POSSESSIVE
        ]  # fmt: skip

    def core(self, head: int) -> int:
        """The token that tells what a phrase is about: "doctors" in "hundreds of doctors", "Forces" in "seventeen from the Forces"."""
        here = head
        for _ in range(4):
            token = self.tokens[here]
            counts = token.upos == "NUM" or token.text.isdigit()
            if not counts and token.lemma.lower() not in partitives():
                return self._described(here)
            wanted = ("of", "from") if counts else ("of",)
            inner = next((c for c in self.children[here] if c > here and self._leads(c, wanted)), None)
            if inner is None:
                inner = self._next_of(here)
            if inner is None or (not counts and not self._measures(token, self.tokens[inner])):
                return here
            here = inner
        return here

    def _measures(self, measure: Token, inner: Token) -> bool:
        """Whether a word can measure a noun: "companies" and "columns" do only forces."""
        return partitives().get(measure.lemma.lower()) != "forces" or inner.lemma.lower() in force_words()

    def _described(self, i: int) -> int:
        """The noun right after a word that the parser took for its head: "students" in "hundreds of Thai students"."""
        after = i + 1
        if self.tokens[i].upos not in ("PROPN", "ADJ") or after >= len(self.tokens):
            return i
        noun = self.tokens[after]
        return after if noun.head == i and noun.upos == "NOUN" and noun.relation in ("obl", "nmod") and not self.cases(after) else i

    def _next_of(self, i: int) -> int | None:
        """What the "of" right after a word leads to, even if the parser hangs it elsewhere."""
        if i + 1 < len(self.tokens) and self.tokens[i + 1].lemma == "of" and self.tokens[i + 1].deprel == "case":
            inner = self.tokens[i + 1].head
            return inner if inner > i else None
        return None

    def _leads(self, i: int, prepositions: tuple[str, ...]) -> bool:
        return self.tokens[i].relation in ("nmod", "obl") and any(case in prepositions for case in self.cases(i))

    def span(self, head: int) -> tuple[int, int]:
        """First token and the one after the last of the phrase of a head token: the longest run around it without clauses."""
        found = self._spans.get(head)
        if found is None:
            found = self._spans[head] = self._span(head)
        return found

    def _span(self, head: int) -> tuple[int, int]:
        inside = {head}
        self._collect(head, inside)
        core = self.core(head)
        if core > head and core not in inside:
            inside.update((head + 1, core))
            self._collect(core, inside)
        first, last = head, head + 1
        while first - 1 in inside:
            first -= 1
        while last in inside:
            last += 1
        while first < head and self._loose(first):
            first += 1
        if first and self.tokens[first].text.lower() in ("least", "most") and self.tokens[first - 1].text.lower() == "at":
            first -= 1  # "at least 40": parsers hang the preposition elsewhere
        while last - 1 > head and self._trailing(last - 1, first, last):
            last -= 1
        return first, last + self._unclosed(first, last)

    def _unclosed(self, first: int, last: int) -> bool:
        """Whether the next word closes a bracket that a phrase opened, though the parser hangs it elsewhere."""
        if last >= len(self.tokens) or self.tokens[last].text not in (")", "]"):
            return False
        opening = "(" if self.tokens[last].text == ")" else "["
        return any(self.tokens[i].text == opening for i in range(first, last))

    def _loose(self, i: int) -> bool:
        """Whether a word cannot begin a phrase: punctuation and sentence adverbs, not those that belong to a number."""
        token = self.tokens[i]
        if token.upos == "PUNCT":
            return token.text not in ("[", "(")
        if token.upos in ("NOUN", "NUM"):
            return False  # "tens of thousands"
        return token.deprel == "advmod" and token.head > i and self.tokens[token.head].upos not in ("NUM", "ADJ", "DET")

    def _trailing(self, i: int, first: int, last: int) -> bool:
        token = self.tokens[i]
        if token.upos in ("PUNCT", "ADP", "CCONJ", "ADV"):
            if token.text in (")", "]"):
                opening = "(" if token.text == ")" else "["
                return not any(self.tokens[k].text == opening for k in range(first, i))
            return True
        return False

    def _collect(self, head: int, inside: set[int]) -> None:
        """Add what belongs to the phrase of a head; below the head's own dependents more may stand inside."""
        todo = [head]
        while todo:
            i = todo.pop()
            for c in self.children[i]:
                if self._within(c, i, top=i == head):
                    inside.add(c)
                    todo.append(c)

    def _within(self, c: int, i: int, *, top: bool) -> bool:
        relation = self.tokens[c].deprel
        if relation == "acl" and self.tokens[i].text.lower() == "those":
            return c == i + 1  # "those released" would mean nobody without the participle
        if relation in INSIDE:
            return not (top and not self._belongs(c, i)) and not (relation == "appos" and (not self._keeps(c) or self._persons(i, c)))
        return not top and relation in DEEPER and not (relation == "conj" and self.core(c) != c)

    def _belongs(self, c: int, head: int) -> bool:
        """Whether a dependent of the head itself is part of the phrase: not its preposition, its genitive ending, or a late adverb."""
        token = self.tokens[c]
        if token.deprel == "case" or (token.relation == "nmod" and c > head and self.lists(c)):
            return False
        return not (token.deprel == "advmod" and c > head)

    def _keeps(self, c: int) -> bool:
        """Whether an apposition stays with its noun: not an age or a date."""
        token = self.tokens[c]
        return token.upos in ("NOUN", "PROPN", "ADJ") or (token.upos == "PUNCT")

    def modified(self, i: int) -> bool:
        """Whether a noun has an article, possessor or any other word of its own beside prepositions and conjuncts."""
        return any(self.tokens[c].deprel in INSIDE and self.tokens[c].deprel not in ("case", "punct") for c in self.children[i])

    def share(self, i: int, k: int) -> bool:
        """Whether two words stand before the same noun, the second maybe in a compound there: "Albanian" and "rebel-held territory"."""
        above = self.tokens[k].head
        return self.tokens[i].head in (above, self.tokens[above].head)

    def anti(self, i: int) -> bool:
        """Whether "anti-" stands before a word."""
        return i >= 2 and self.tokens[i - 1].text in HYPHENS and self.tokens[i - 2].text.lower() == "anti"

    def conjuncts(self, i: int) -> list[int]:
        """A token, the conjuncts under it, and the members of a list that follows it ("firms including Daimler and Siemens")."""
        found = [i, *self._under(i)]
        for c in self.children[i]:
            if self.tokens[c].relation in ("nmod", "obl", "appos") and c > i and (self.lists(c) or self._persons(i, c)):
                found.extend((c, *self._under(c)))
        return found

    def _under(self, i: int) -> list[int]:
        core = self.core(i)
        found = [c for c in self.children[i] if self.tokens[c].deprel == "conj" and self.tokens[c].upos in NOMINAL]
        if core != i:
            # "hundreds of doctors and groups of women": the parser hangs the second group under the doctors
            found.extend(c for c in self.children[core] if self.tokens[c].deprel == "conj" and self.core(c) != c and c not in found)
        return found

    def _persons(self, i: int, c: int) -> bool:
        """Whether what the parser takes for an apposition is the next in a list: two persons' names."""
        one, other = self.analysis.name_at(i), self.analysis.name_at(c)
        return self.tokens[c].deprel == "appos" and one is not None and other is not None and one.kind == other.kind == "person"

    def lists(self, c: int) -> bool:
        """Whether a token begins the list of those that the noun before it takes in: "including Daimler", "such as Germany"."""
        first = self.tokens[c].head if self.tokens[c].deprel == "conj" else c
        cases = self.cases(first)
        return bool(cases) and (cases[0] in LISTING or cases[:2] == ["such", "as"] or (cases[0] == "as" and self._such(first)))

    def _such(self, c: int) -> bool:
        return any(self.tokens[k].text.lower() == "such" for k in range(max(c - 4, 0), c))
