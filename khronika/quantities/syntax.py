"""Where a quantity stands in its sentence: its tokens, the token that stands for it, what governs it, and what stands beside it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from khronika.model import Analysis, Quantity
from khronika.quantities.roles import Roles

VERBAL = frozenset({"VERB", "AUX"})
LISTING = frozenset({"including", "among", "as", "like"})
THEM = frozenset({"them", "whom", "these", "those"})
# Dependents of a governing word that may be the event: "the bombing left 12 dead", "12 died in an attack".
BESIDE = ("nsubj", "obl", "acl", "nmod", "advcl", "ccomp")
SLOTS = {"nsubj": "subj", "obj": "obj", "nsubj:pass": "obj", "obl": "obl", "acl:relcl": "subj"}
# The slot of nouns that a number is a figure of: "toll", "arrests".
FIGURE = "figure"
# Prepositions between an event noun and those whom it befalls or concerns.
TOWARDS = frozenset({"of", "on", "against", "for"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A quantity with its tokens `first` up to, not including, `last`, and `top`, the token by which it hangs in the sentence.

    `part` says that it is a part of what follows "of", so that `top` is a token of the number, not the counted word.
    """

    quantity: Quantity
    first: int
    last: int
    top: int
    part: bool


def place(analysis: Analysis, quantities: Sequence[Quantity]) -> list[Placed]:
    """The quantities with their tokens, in the same order."""
    starts = [token.start for token in analysis.tokens]
    found = []
    for quantity in quantities:
        first = bisect_right(starts, quantity.start) - 1
        last = bisect_right(starts, quantity.end - 1)
        own = _own(analysis, first, last)
        head = quantity.head if quantity.head is not None else own
        part = head >= last and last < len(analysis.tokens) and analysis.tokens[last].text.lower() == "of"
        found.append(Placed(quantity, first, last, own if part else head, part))
    return found


def _own(analysis: Analysis, first: int, last: int) -> int:
    """The token of a stretch that hangs under a token outside of it."""
    tokens = analysis.tokens
    return next((i for i in range(last - 1, first - 1, -1) if not first <= tokens[i].head < last or tokens[i].head == i), last - 1)


class Syntax:
    """The surroundings of quantities and triggers in one analysis."""

    def __init__(self, analysis: Analysis, known: Roles) -> None:
        self.analysis, self.tokens, self.known = analysis, analysis.tokens, known

    def case(self, token: int) -> str:
        """The preposition that leads to a token, in lower case."""
        case = self.analysis.dependent(token, "case")
        return case.text.lower() if case is not None else ""

    def path(self, token: int) -> list[int]:
        """A token and those that govern it, up to the root of its sentence."""
        return [token, *(t.i for t in self.analysis.ancestors(token))]

    def heads(self, token: int) -> list[int]:
        """A token and, if it is a conjunct, the first of the coordination, which governs for all."""
        return [token, self.tokens[token].head] if self.tokens[token].deprel == "conj" else [token]

    def beside(self, token: int) -> list[int]:
        """Dependents that may be the event that a number under the same word belongs to."""
        return [t.i for t in self.analysis.dependents(token, *BESIDE)]

    def coordinated(self, token: int) -> list[int]:
        """What is coordinated with a token."""
        return [t.i for t in self.analysis.dependents(token, "conj")]

    def objects(self, head: int, harm: bool) -> list[int]:
        """Whom or what an act befalls by the syntax alone, with conjuncts: the object, the subject of a passive, what a noun is "of".

        `harm` says that the verb befalls people ("40 wounded"): without an object, its subject is taken for one.
        """
        token = self.tokens[head]
        if token.upos in VERBAL:
            found = self._affected(head, harm)
        else:
            found = [t.i for t in self.analysis.dependents(head, "nmod") if self.case(t.i) in TOWARDS]
            governor = self.tokens[token.head]
            if not found and token.deprel == "obj" and governor.upos in VERBAL:
                found = [t.i for t in self.analysis.dependents(governor.i, "obl") if self.case(t.i) in TOWARDS]
        return found + [c.i for i in found for c in self.analysis.dependents(i, "conj") if c.upos not in VERBAL] + self._ellipsis(head)

    def _affected(self, head: int, harm: bool) -> list[int]:
        token = self.tokens[head]
        passive = token.feats.get("Voice") == "Pass"
        found = [t.i for t in self.analysis.dependents(head, "nsubj:pass" if passive else "obj")]
        if passive and token.deprel in ("acl", "amod", "acl:relcl"):
            found.append(token.head)
        if not found and harm:
            found = [t.i for t in self.analysis.dependents(head, "nsubj") if t.i < head]
        return found

    def _ellipsis(self, head: int) -> list[int]:
        """Who is meant besides in "90 people were hurt, as were six policemen"; with a conjunct that the parser hangs under the verb."""
        found = [
            k.i for c in self.analysis.dependents(head, "advcl") if c.lemma in ("be", "do", "have") and c.upos in VERBAL
            for k in self.analysis.dependents(c.i, "nsubj")
        ]  # fmt: skip
        more = (c.i for c in self.analysis.dependents(head, "conj") if c.upos not in VERBAL and c.i > head)
        return found + [c for c in more if self.analysis.dependent(c, "acl", "acl:relcl") is None]

    def carriers(self, head: int) -> list[int]:
        """Who does the act that a noun names, if it is the object of a verb: "300 nurses took out a march"."""
        token = self.tokens[head]
        if token.deprel != "obj" or token.upos in VERBAL:
            return []
        return [t.i for t in self.analysis.dependents(token.head, "nsubj") if t.deprel == "nsubj"]

    def member(self, token: int, group: int) -> bool:
        """Whether a token says how many a group is made of: "a crowd of 2,000"."""
        return self.tokens[token].head == group and self.case(token) == "of"

    def governors(self, token: int) -> Iterator[tuple[int, str]]:
        """Words that may tell the role of a number at a token, with its slot: subj, obj, obl, obj=<noun>, obj+<oblique>, `FIGURE`."""
        here = self.tokens[token]
        if here.head != token and here.deprel in SLOTS:
            yield here.head, SLOTS[here.deprel]
            for place in self.analysis.dependents(here.head, "obl"):  # "were taken to hospital"
                yield here.head, f"{SLOTS[here.deprel]}+{place.lemma.lower()}"
            if here.deprel == "nsubj":  # "are missing", with the subject under the auxiliary; "went missing"
                if self.tokens[here.head].deprel == "aux":
                    yield self.tokens[here.head].head, "subj"
                yield from ((t.i, "subj") for t in self.analysis.dependents(here.head, "xcomp") if t.upos == "ADJ")
        if here.deprel in ("obj", "obl"):  # "the toll rose to 27", "put the toll at 27"
            for other in self.analysis.dependents(here.head, "nsubj", "obj"):
                if other.i != token:
                    yield other.i, FIGURE
        if here.deprel == "nmod" and self.case(token) in ("of", "to", "at"):  # "a toll of 27", "claimed the lives of 12"
            yield here.head, FIGURE
            noun = self.tokens[here.head]
            yield noun.head, f"obj={noun.lemma.lower()}"
        if here.deprel == "obj":  # "cost 12 lives"
            yield here.head, f"obj={here.lemma.lower()}"
        if self.analysis.dependent(token, "cop") is not None:  # "the deaths are 14 civilians"
            for subject in self.analysis.dependents(token, "nsubj"):
                yield subject.i, FIGURE
        for clause in self.analysis.dependents(token, "acl:relcl", "acl"):  # "the 12 who died"
            yield clause.i, "obj" if clause.feats.get("Voice") == "Pass" else "subj"

    def listed(self, token: int) -> int | None:
        """The word whose members a phrase lists: "people" for "children" in "12 people, including three children"."""
        here = self.tokens[token]
        if here.deprel == "conj":
            here = self.tokens[here.head]
        if here.head == here.i or not {t.text.lower() for t in self.analysis.dependents(here.i, "case")} & LISTING:
            return None
        return here.head

    def among(self, placed: Placed) -> bool:
        """Whether a quantity is a part of one named before: "three of them", "40 of whom", "among them three children"."""
        after = self.tokens[placed.last : placed.last + 2]
        if len(after) == 2 and after[0].text.lower() == "of" and after[1].text.lower() in THEM:
            return True
        before = [t.text.lower() for t in self.tokens[max(placed.first - 2, 0) : placed.first]]
        return len(before) == 2 and before[0] in ("among", "including") and before[1] in THEM
