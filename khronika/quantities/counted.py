"""What a number counts.

"hundreds of young doctors": doctors;  "about 1,000 of the 7,000 people": people, a part of 7,000;  "20 were hurt": the number
"""

from __future__ import annotations

from dataclasses import dataclass

from khronika.model import Analysis

NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
# Relations by which a number, or a word inside the number, leads to what it counts.
COUNTING = frozenset({"nummod", "compound", "advmod", "amod", "nmod", "nmod:npmod", "obl:npmod", "dep", "det", "conj"})
# Relations by which a word inside a noun phrase leads to its head.
PHRASAL = frozenset({"det", "det:predet", "amod", "nummod", "compound", "nmod:poss", "advmod", "nmod", "nmod:npmod", "punct", "case"})
CASUALTIES = frozenset({"dead", "injured", "wounded", "missing", "hurt", "arrested", "detained", "displaced"})
PARTING = frozenset({"VERB", "AUX", "ADP"})
FAR = 8
NEAR = 4


@dataclass(frozen=True, slots=True)
class Counted:
    """The token that is counted; `whole` says that the number is a part of what "of" leads to."""

    head: int
    whole: bool = False
    named: bool = True


class Counting:
    """Finds what the numbers of one analysis count."""

    def __init__(self, analysis: Analysis) -> None:
        self.tokens, self.children = analysis.tokens, analysis.children

    def of(self, first: int, end: int, last: int) -> Counted:
        """What the number in tokens `first` up to, not including, `end` counts; what modifies it reaches up to `last`."""
        partitive = self._partitive(last)
        if partitive is not None:
            return Counted(partitive, whole=True)
        found = self._governor(first, last)
        if found is None:
            found = self._adjacent(last)
        return Counted(found) if found is not None else Counted(self._own(first, end), named=False)

    def _partitive(self, last: int) -> int | None:
        """The head of the phrase after "of" or "out of", also of "of them", "of whom"."""
        if last + 2 < len(self.tokens) and self.tokens[last].text.lower() == "out":
            last += 1
        if last + 1 >= len(self.tokens) or self.tokens[last].text.lower() != "of":
            return None
        marked = self.tokens[last].head
        if last < marked <= last + FAR and self.tokens[last].deprel in ("case", "mark"):
            return marked
        return self._phrase_head(last + 1)

    def _phrase_head(self, i: int) -> int | None:
        """The head of the noun phrase that begins at a token."""
        here = i
        for _ in range(FAR):
            token = self.tokens[here]
            if token.upos in NOMINAL and token.deprel not in ("compound", "nmod:poss", "nummod", "amod", "det"):
                return here
            if token.head <= here or token.head > i + FAR or token.deprel not in PHRASAL:
                return here if token.upos in NOMINAL else None
            here = token.head
        return None

    def _governor(self, first: int, last: int) -> int | None:
        """The noun to the right that the parser hangs the number under."""
        here = last - 1
        for _ in range(FAR):
            token = self.tokens[here]
            if token.head == here or (token.head >= last and token.deprel not in COUNTING):
                return None
            here = token.head
            if here < first:
                return None
            governor = self.tokens[here]
            if here >= last:
                if here > last - 1 + FAR or self._parted(last, here):
                    return None
                if governor.upos in NOMINAL or governor.text.lower() in CASUALTIES:
                    return self._whole_compound(here)
                if governor.upos not in ("ADJ", "NUM", "SYM", "ADV", "DET", "PUNCT"):
                    return None
        return None

    def _whole_compound(self, i: int) -> int:
        """ "12-member delegation" counts members; "three bank officers" officers; "four children ages 7 to 9" children."""
        token = self.tokens[i]
        hyphened = i > 0 and self.tokens[i - 1].text == "-"
        while not hyphened and token.deprel == "compound" and i < token.head <= i + NEAR and token.feats.get("Number") != "Plur":
            i, token = token.head, self.tokens[token.head]
        return i

    def _parted(self, last: int, i: int) -> bool:
        """Whether a comma, verb or preposition stands between a number and a word to its right; participles ("two armed men") may."""
        return any((t.upos in PARTING and t.deprel != "amod") or t.text in ",;:()" for t in self.tokens[last:i])

    def _adjacent(self, last: int) -> int | None:
        """The plural noun right after the number, for numbers that the parser hangs elsewhere."""
        for i in range(last, min(last + NEAR, len(self.tokens))):
            token = self.tokens[i]
            if token.text.lower() in CASUALTIES:
                return i
            if token.upos in ("NOUN", "PROPN") and token.feats.get("Number") == "Plur" and token.sentence == self.tokens[last - 1].sentence:
                return i
            if token.upos not in ("ADJ", "NOUN", "PROPN"):
                return None
        return None

    def _own(self, first: int, last: int) -> int:
        """The token of the number that governs the others."""
        for i in range(last - 1, first - 1, -1):
            if not first <= self.tokens[i].head < last or self.tokens[i].head == i:
                return i
        return last - 1
