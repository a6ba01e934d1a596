"""Places that the recogniser does not mark: adjectives and inhabitants, names it missed, names that go on a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from khronika.model import Name
from khronika.places.evidence import CERTAIN, KNOWN, SMALL, STRONG, WELL_KNOWN
from khronika.places.gazetteer import Match
from khronika.places.knowledge import coded
from khronika.places.recognised import LONGEST
from khronika.places.spans import Draft, Span

LISTED = (",", "and", "or", "&", "/")
SHORTEST = 3


class Missed:
    """Adds spans for what was not recognised."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.tokens = draft.tokens
        self.evidence = draft.evidence

    def site(self, i: int) -> None:
        """Add a well-known site that begins at a token."""
        for name, code in self.evidence.knowledge.sites.get(self.tokens[i].text, {}).items():
            start = self.tokens[i].start
            last = self.draft.analysis.token_at(start + len(name) - 1)
            if last is None or last.end != start + len(name) or not self.draft.analysis.text.startswith(name, start):
                continue
            if self.draft.free(i, last.i + 1):
                self.draft.add(i, last.i + 1, (), place=coded(code), kind="facility", inside=True)

    def adjective(self, i: int, name: Name | None) -> None:
        """Add an adjective or inhabitant that begins at a token, which is in `name`, but not within a person's name."""
        if name is not None and name.kind == "person":
            return
        # Words and the hyphens between them: "African-American".
        longest = 2 * self.evidence.knowledge.longest - 1
        for size in range(min(longest, len(self.tokens) - i), 0, -1):
            code = self.evidence.adjective(i, i + size)
            if code and self.draft.free(i, i + size):
                part = name is not None and name.kind != "group"
                self.draft.add(i, i + size, (), adjective=True, place=coded(code), part=part)
                return

    def runs(self, capital: Sequence[int]) -> None:
        """Add names among tokens that begin with a capital, given by their indices."""
        for first, last in self._adjoining(capital):
            self._run(first, last)

    def _adjoining(self, capital: Sequence[int]) -> Iterator[tuple[int, int]]:
        start = 0
        for k, i in enumerate(capital):
            end = k + 1 == len(capital) or capital[k + 1] != i + 1 or self.tokens[i + 1].sentence != self.tokens[i].sentence
            if end:
                yield capital[start], i + 1
                start = k + 1

    def _run(self, first: int, last: int) -> None:
        evidence = self.evidence
        if self.tokens[last - 1].upos == "PROPN" and evidence.site(first, last) and evidence.around(first, last) >= STRONG:
            self.draft.add(first, last, evidence.matches(first, last))
            return
        i = first
        while i < last:
            for end in range(min(last, i + LONGEST), i, -1):
                matches = evidence.matches(i, end) if self._is_name(i, end) else ()
                if matches and self._believable(i, end, (i, end) == (first, last), matches):
                    self.draft.add(i, end, matches)
                    i = end - 1
                    break
            i += 1

    def _is_name(self, first: int, last: int) -> bool:
        """Whether words can be a name: tagged so, or in capitals at the head of a report, where the tagger errs."""
        if self.tokens[last - 1].upos == "PROPN":
            return True
        return self.tokens[first].text.isupper() and self.evidence.begins(first) and self.evidence.around(first, last) >= CERTAIN

    def _believable(self, first: int, last: int, whole: bool, matches: tuple[Match, ...]) -> bool:
        evidence, around = self.evidence, self.evidence.around(first, last)
        if evidence.person(first, last) or len(evidence.text(first, last)) < SHORTEST:
            return False
        if evidence.ordinary(first, last) and around < CERTAIN:
            return False
        if evidence.is_known(first, last):
            return around >= 0
        if whole and around >= STRONG:
            return True
        return evidence.prominent(matches, KNOWN if around > 0 and whole else WELL_KNOWN) and (around >= 0 if whole else around > 0)

    def listed(self, span: Span) -> None:
        """Add the names that go on a list of places after a span: "Minsk, Orsha and Lida", "Brest/Terespol"."""
        at = span.last
        while at + 1 < len(self.tokens):
            joint, first = self.tokens[at].text, at + 1
            if joint == "," and self.tokens[first].text in ("and", "or"):
                first += 1
            if joint not in LISTED or first >= len(self.tokens) or not self.tokens[first].text[0].isupper():
                return
            ends = range(min(first + LONGEST, len(self.tokens)), first, -1)
            last = next((end for end in ends if self._listable(first, end, joint)), None)
            if last is None:
                return
            self.draft.add(first, last, self.evidence.matches(first, last))
            at = last

    def _listable(self, first: int, last: int, joint: str) -> bool:
        tokens, evidence = self.tokens, self.evidence
        name, after = self.draft.analysis.name_at(first), tokens[last] if last < len(tokens) else None
        if name is not None and (name.kind == "person" or (name.first, name.last) != (first, last)):
            return False
        if joint == "," and (after is None or after.text not in LISTED) or after is not None and after.upos == "PROPN":
            return False
        if not self.draft.free(first, last) or tokens[first].sentence != tokens[last - 1].sentence:
            return False
        if evidence.person(first, last) or evidence.ordinary(first, last):
            return False
        return evidence.prominent(evidence.matches(first, last), SMALL)
