"""Where an article names places: spans, and how they are collected."""

from __future__ import annotations

from dataclasses import dataclass

from khronika.model import Analysis
from khronika.places.evidence import KNOWN, Evidence
from khronika.places.gazetteer import Match, Place


@dataclass(slots=True)
class Span:
    """Tokens `first` up to `last` that name a place. `place` is given where the words leave no choice, else `matches` are the candidates.

    Of a well-known site `place` is what it is `inside`. `part` says that the words stand inside a longer name, `kind` what the recogniser
    took the name for. `inner` is the town that the name of a site begins with ("Baghdad International Airport"); then `matches` are the
    town's.
    """

    first: int
    last: int
    start: int
    end: int
    text: str
    matches: tuple[Match, ...] = ()
    place: Place | None = None
    adjective: bool = False
    part: bool = False
    kind: str | None = None
    inner: str = ""
    inside: bool = False


class Draft:
    """The spans found so far in an article, none of which overlap, and the evidence that more are sought with."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.tokens = analysis.tokens
        self.evidence = Evidence(analysis)
        self.found: list[Span] = []
        self._taken = bytearray(len(self.tokens))

    def free(self, first: int, last: int) -> bool:
        """Whether no token from one up to another is in a span."""
        return not any(self._taken[first:last])

    def add(
        self, first: int, last: int, matches: tuple[Match, ...], *, place: Place | None = None, adjective: bool = False, part: bool = False,
        kind: str | None = None, length: int | None = None, inside: bool = False,
    ) -> None:  # fmt: skip
        """Add a span; `length` is that of its text in characters, where it is not the whole of its tokens."""
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        if length is not None:
            end = start + length
        text = self.analysis.text[start:end]
        if self.analysis.text[end : end + 1] == "." and text + "." in self.evidence.knowledge.dotted:
            # The tokeniser gave the period of an abbreviation to the sentence.
            text, end = text + ".", end + 1
        inner = ""
        if not matches and place is None and not part:
            inner, matches = self._inner(first, last)
        self._taken[first:last] = b"\1" * (last - first)
        self.found.append(Span(first, last, start, end, text, matches, place, adjective, part, kind, inner, inside))

    def _inner(self, first: int, last: int) -> tuple[str, tuple[Match, ...]]:
        """The known town at the beginning of a site's name."""
        evidence = self.evidence
        for end in range(last - 1, first, -1):
            matches = evidence.matches(first, end)
            if matches and not evidence.ordinary(first, end) and evidence.prominent(matches, KNOWN):
                return evidence.text(first, end), matches
        return "", ()
