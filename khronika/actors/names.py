"""Proper names: those of the language's recogniser, and over them those that the tables know."""

from __future__ import annotations

from khronika.actors.folding import folded
from khronika.actors.knowledge import FIRST_WORD, Fact, Knowledge
from khronika.actors.phrases import HYPHENS
from khronika.model import Analysis
from khronika.model.entity import EntityKind

NAME_KINDS: dict[str, EntityKind] = {
    "person": "person", "organisation": "organisation", "country": "country", "place": "place", "group": "group", "facility": "place",
}  # fmt: skip
# Small words inside names ("de", "bint") have at most this many letters.
LONGEST_PARTICLE = 4
ARGUMENTS = frozenset({"nsubj", "obj", "iobj", "obl", "nmod", "conj", "root"})
# First and last token, kind, and the rows of the tables that bear the name.
Named = tuple[int, int, EntityKind, tuple[Fact, ...]]


class Names:
    """Finds the names of one article."""

    def __init__(self, analysis: Analysis, known: Knowledge) -> None:
        self.analysis, self.known = analysis, known
        self.tokens = analysis.tokens

    def find(self) -> dict[int, Named]:
        """Names by head token: those of the recogniser, and those of the tables, which win where they reach as far."""
        found: dict[int, Named] = {}
        for name in self.analysis.names:
            if name.kind in NAME_KINDS:
                first, last = self._trimmed(name.first, name.last)
                if name.kind == "person":
                    first, last = self._untitled(first, last), self._completed(first, last)
                found[self._head(first, last)] = (first, last, NAME_KINDS[name.kind], ())
        for first, last, facts in self._known_names():
            head = self._head(first, last)
            old = found.get(head)
            if old is None or last - first >= old[1] - old[0]:
                # Parts of a known name are no names of their own.
                for i in range(first, last):
                    if i in found and i != head and found[i][2] != "country" and first <= found[i][0] and found[i][1] <= last:
                        del found[i]
                found[head] = (first, last, facts[0].kind, facts)
            elif facts[0].kind in ("organisation", "person") and old[2] != "place":
                found[head] = (old[0], old[1], facts[0].kind, facts)
        return found

    def _trimmed(self, first: int, last: int) -> tuple[int, int]:
        """A name without article, genitive ending and punctuation around it."""
        while first < last - 1 and self.tokens[first].upos in ("DET", "PUNCT", "PART"):
            first += 1
        while last - 1 > first and self.tokens[last - 1].upos in ("PUNCT", "PART"):
            last -= 1
        return first, last

    def _completed(self, first: int, last: int) -> int:
        """Where a person's name ends if the recogniser left its last part out: "Aung San Suu" Kyi, "Moon Jae"-in."""
        token = self.tokens[self._head(first, last)]
        hyphenated = token.head == last + 1 and self.tokens[last].text in HYPHENS
        if token.deprel in ("compound", "flat") and (hyphenated or (token.head == last and self.tokens[last].upos == "PROPN")):
            return token.head + 1
        return last

    def _untitled(self, first: int, last: int) -> int:
        """Where a person's name begins if the recogniser took a title for part of it: "Myanmar leader Aung San Suu Kyi"."""
        for i in range(last - 2, first, -1):
            token = self.tokens[i]
            if token.upos == "NOUN" and token.text.islower() and len(token.text) > LONGEST_PARTICLE:
                return i + 1
        return first

    def _head(self, first: int, last: int) -> int:
        """The token of a stretch whose governor is outside it; of several, which a garbled parse gives, the first that is an argument."""
        outer = [i for i in range(first, last) if not first <= self.tokens[i].head < last or self.tokens[i].head == i]
        arguments = [i for i in outer if self.tokens[i].relation in ARGUMENTS]
        if len(outer) > 1 and arguments:
            return arguments[0]
        return outer[-1] if outer else last - 1

    def _known_names(self) -> list[tuple[int, int, tuple[Fact, ...]]]:
        """Names of the tables in the text, longest first, not overlapping. Short capitals ("US") must be spelled as in the table."""
        text, starts = self.analysis.text, self.known.starts
        lowered = folded(text).lower()
        if len(lowered) != len(text):
            lowered = text
        found = []
        free = 0
        for token in self.tokens:
            if token.i < free or not token.text[:1].isupper():
                continue
            match = FIRST_WORD.match(lowered, token.start)
            for key in starts.get(match.group(), ()) if match else ():
                end = token.start + len(key)
                if not lowered.startswith(key, token.start) or text[end : end + 1].isalnum():
                    continue
                facts = tuple(f for f in self.known.names[key] if not f.label.isupper() or f.label == text[token.start : end])
                if not facts:
                    continue
                last = token.i + 1
                while last < len(self.tokens) and self.tokens[last].start < end:
                    last += 1
                found.append((token.i, last, facts))
                free = last
                break
        return found
