"""Turn spaCy's English dependency labels (ClearNLP style) into Universal Dependencies 2, once, here.

What changes beyond names: prepositions hang under their object as `case` (the object takes the preposition's place as `obl` or `nmod`), a
copula hangs under its predicate as `cop`, conjuncts all hang under the first one, and `cc` under the conjunct it introduces.
One deviation: "is in Minsk" keeps the verb as head, with "Minsk" as its `obl`, since coding looks for places under verbs.
Label inventory: https://github.com/clir/clearnlp-guidelines/blob/master/md/specifications/dependency_labels.md
"""

from __future__ import annotations

from collections.abc import Sequence

RENAMED = {
    "ROOT": "root", "nsubjpass": "nsubj:pass", "csubjpass": "csubj:pass", "dobj": "obj", "auxpass": "aux:pass", "neg": "advmod",
    "poss": "nmod:poss", "relcl": "acl:relcl", "prt": "compound:prt", "npadvmod": "obl:npmod", "quantmod": "advmod",
    "predet": "det:predet", "preconj": "cc:preconj", "intj": "discourse", "meta": "dep", "oprd": "xcomp", "acomp": "xcomp",
    "attr": "xcomp", "dative": "iobj", "pobj": "obl", "pcomp": "advcl", "prep": "advmod", "agent": "advmod",
}  # fmt: skip
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "SYM", "DET"})
PREPOSITIONS = frozenset({"prep", "agent"})


class _Tree:
    """Heads and labels of one sentence or paragraph, changed in place; a root is its own head."""

    def __init__(self, heads: Sequence[int], labels: Sequence[str], upos: Sequence[str], lemmas: Sequence[str]) -> None:
        self.head, self.label = list(heads), list(labels)
        self.upos, self.lemma = upos, lemmas
        self.children: list[list[int]] = [[] for _ in heads]
        for i, h in enumerate(heads):
            if h != i:
                self.children[h].append(i)

    def move(self, i: int, head: int, label: str) -> None:
        """Hang `i` under `head`; `head == i` makes it a root."""
        old = self.head[i]
        if old != i:
            self.children[old].remove(i)
        if head != i:
            self.children[head].append(i)
        self.head[i], self.label[i] = head, label

    def first(self, i: int, *labels: str) -> int | None:
        """The first dependent with one of these labels."""
        return next((c for c in sorted(self.children[i]) if self.label[c] in labels), None)

    def replace(self, old: int, new: int, label: str) -> None:
        """Let `new`, a dependent of `old`, take the place of `old`, which hangs under it as `label`, with all other dependents."""
        above, place = self.head[old], self.label[old]
        self.move(new, new if above == old else above, place)
        self.move(old, new, label)
        for child in list(self.children[old]):
            if child != new:
                self.move(child, new, self.label[child])


def to_universal(heads: Sequence[int], labels: Sequence[str], upos: Sequence[str], lemmas: Sequence[str]) -> tuple[list[int], list[str]]:
    """Heads and UD relations for tokens given by head index (a root is its own head), ClearNLP label, universal POS and lemma."""
    tree = _Tree(heads, labels, upos, lemmas)
    _prepositions(tree)
    _copulas(tree)
    _conjunctions(tree)
    for i, label in enumerate(tree.label):
        tree.label[i] = _renamed(tree, i, label)
    return tree.head, tree.label


def _renamed(tree: _Tree, i: int, label: str) -> str:
    if label == "aux" and tree.lemma[i] == "to":
        return "mark"
    if label == "npadvmod" and tree.upos[tree.head[i]] in NOMINAL:
        return "nmod:npmod"
    return RENAMED.get(label, label)


def _prepositions(tree: _Tree) -> None:
    for i in range(len(tree.head)):
        is_dative = tree.label[i] == "dative" and tree.upos[i] == "ADP"
        if tree.label[i] in PREPOSITIONS or is_dative:
            _preposition(tree, i)


def _preposition(tree: _Tree, i: int) -> None:
    inner = tree.first(i, "prep")
    if inner is not None and tree.first(i, "pobj", "pcomp") is None:
        # "out of the city": the inner preposition leads to the object, the outer one becomes its second case marker.
        _preposition(tree, inner)
        found = next((c for c in tree.children[i] if tree.label[c] in ("obl", "nmod")), None)
        if found is not None:
            _lift(tree, i, found, clause=False)
        return
    fixed = tree.first(i, "pcomp")
    target = tree.first(i, "pobj")
    if target is not None and fixed is not None and tree.upos[fixed] in ("ADP", "SCONJ") and not tree.children[fixed]:
        tree.move(fixed, i, "fixed")
    elif target is None and fixed is not None:
        _lift(tree, i, fixed, clause=True)
        return
    if target is not None:
        _lift(tree, i, target, clause=False)
        _second_prepositions(tree, i, target)


def _lift(tree: _Tree, i: int, target: int, *, clause: bool) -> None:
    """Put the object of preposition `i` in its place, and the preposition under it."""
    nominal = tree.upos[tree.head[i]] in NOMINAL and tree.head[i] != i
    label = ("acl" if nominal else "advcl") if clause else ("nmod" if nominal else "obl")
    if tree.label[i] == "agent" and not clause:
        label = "obl:agent"
    kept = [c for c in tree.children[i] if c != target and tree.label[c] in ("conj", "cc", "fixed")]
    tree.replace(i, target, "mark" if clause else "case")
    if tree.label[target] not in ("ROOT", "conj"):
        tree.label[target] = label
    for child in kept:
        if tree.label[child] == "fixed":
            tree.move(child, i, "fixed")


def _second_prepositions(tree: _Tree, i: int, target: int) -> None:
    """ "in Minsk and in Brest": the second preposition, now a conjunct of the first object, yields to its own object."""
    for other in list(tree.children[target]):
        if tree.label[other] == "conj" and tree.upos[other] in ("ADP", "SCONJ"):
            inner = tree.first(other, "pobj", "pcomp")
            if inner is not None:
                tree.replace(other, inner, "case" if tree.label[inner] == "pobj" else "mark")
                tree.label[inner] = "conj"


def _copulas(tree: _Tree) -> None:
    for i in range(len(tree.head)):
        if tree.lemma[i] == "be" and tree.label[i] not in ("aux", "auxpass", "cop"):
            predicate = tree.first(i, "attr", "acomp")
            if predicate is not None and tree.first(i, "expl") is None:
                tree.replace(i, predicate, "cop")


def _conjunctions(tree: _Tree) -> None:
    for i in range(len(tree.head)):
        seen = {i}
        while tree.label[i] == "conj" and tree.label[tree.head[i]] == "conj" and tree.head[i] not in seen:
            seen.add(tree.head[i])
            tree.move(i, tree.head[tree.head[i]], "conj")
    for i in range(len(tree.head)):
        if tree.label[i] == "cc":
            after = [c for c in tree.children[tree.head[i]] if tree.label[c] == "conj" and c > i]
            if after:
                tree.move(i, min(after), "cc")
