"""Where an article names places: the recogniser's names put right, parts of longer names, names it missed, adjectives and inhabitants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from khronika.model import Analysis, Name, Token
from khronika.places.build import gazetteer
from khronika.places.gazetteer import Match, Place
from khronika.places.knowledge import Knowledge, coded, knowledge

POSSESSIVE = ("'s", "’s", "'", "’")
DETERMINERS = ("the", "a", "an", "this", "that", "these", "those")
JOINTS = ("of", "in", "at", "for", "and", "the", "-", "–", "&", "/", "de", "to")
LONGEST = 5
# A part of a longer name, or a name that the recogniser took for something else, is believed to be a place from this many inhabitants on.
KNOWN, WELL_KNOWN = 20_000, 200_000


@dataclass(slots=True)
class Span:
    """Tokens `first` up to `last` that name a place. `place` is given where the words leave no choice, else `matches` are the candidates.

    `part` says that the words stand inside a longer name, `kind` what the recogniser took the name for.
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


class Finder:
    """Finds the spans of one article."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.tokens = analysis.tokens
        self.knowledge: Knowledge = knowledge()
        self.lookup = gazetteer().matches
        self.taken = bytearray(len(self.tokens))
        self.found: list[Span] = []
        self.persons: set[str] = set()

    def spans(self) -> list[Span]:
        """All spans, in order of the text; none overlap."""
        self.persons = {
            t.text for n in self.analysis.names if n.kind == "person" and n.last - n.first > 1 for t in self.tokens[n.first : n.last]
        }
        capital = [t.i for t in self.tokens if t.text[0].isupper()]
        inside = self.analysis.name_at
        for name in self.analysis.names:
            self._name(name)
        for i in capital:
            if not self.taken[i]:
                self._adjective(i, inside(i))
        for first, last in self._runs([i for i in capital if not self.taken[i] and inside(i) is None]):
            self._run(first, last)
        return sorted(self.found, key=lambda span: span.start)

    # --- what the recogniser found -------------------------------------------------------------------------------------
    def _name(self, name: Name) -> None:
        first, last = self._trimmed(name.first, name.last)
        if first >= last:
            return
        if name.kind in ("place", "country"):
            self._place_name(first, last, name)
        elif name.kind == "facility":
            self._facility(first, last, name)
        elif name.kind in ("organisation", "other"):
            self._other_name(first, last, name)
        elif name.kind == "person":
            self._person(first, last, name)

    def _trimmed(self, first: int, last: int) -> tuple[int, int]:
        """Without articles, possessive endings, and lower-case words at either end."""
        tokens = self.tokens
        while first < last and (not tokens[first].text[0].isupper() or tokens[first].text.lower() in DETERMINERS):
            first += 1
        while last > first and not (tokens[last - 1].text[0].isupper() or tokens[last - 1].text[-1].isdigit() and last - first > 1):
            last -= 1
        return first, last

    def _place_name(self, first: int, last: int, name: Name) -> None:
        if last - first == 1 and self.knowledge.adjective(self.tokens[first].text):
            return
        matches = self._matches(first, last)
        if matches or self._evidence(first, last) > 0 or self._is_site(last - 1):
            self._add(first, last, matches, kind=name.kind)
        else:
            self._parts(first, last, name)

    def _facility(self, first: int, last: int, name: Name) -> None:
        matches = self._matches(first, last)
        if matches or self._is_site(last - 1):
            self._add(first, last, matches, kind=name.kind)
        else:
            self._parts(first, last, name)

    def _other_name(self, first: int, last: int, name: Name) -> None:
        matches = self._matches(first, last)
        if matches and self._prominent(matches, KNOWN if self._evidence(first, last) > 0 else WELL_KNOWN):
            self._add(first, last, matches, kind=name.kind)
        else:
            self._parts(first, last, name)

    def _person(self, first: int, last: int, name: Name) -> None:
        matches = self._matches(first, last)
        if not matches or self.tokens[first].text in self.persons:
            return
        if self._evidence(first, last) >= 2:
            self._add(first, last, matches, kind=name.kind)

    def _parts(self, first: int, last: int, name: Name) -> None:
        """Names of well-known places at the beginning of a longer name or after one of its joints."""
        i = first
        while i < last:
            if i > first and self.tokens[i - 1].text.lower() not in JOINTS:
                i += 1
                continue
            for end in range(min(last, i + LONGEST), i, -1):
                if (i, end) == (first, last) and name.kind != "place":
                    continue
                matches = self._matches(i, end)
                if matches and self._prominent(matches, KNOWN):
                    self._add(i, end, matches, part=True, kind=name.kind)
                    i = end - 1
                    break
            i += 1

    # --- what it did not find ------------------------------------------------------------------------------------------
    def _adjective(self, i: int, name: Name | None) -> None:
        if name is not None and name.kind == "person":
            return
        for size in range(min(self.knowledge.longest, len(self.tokens) - i), 0, -1):
            text = self.analysis.text[self.tokens[i].start : self.tokens[i + size - 1].end]
            code = self.knowledge.adjective(text)
            if code and not any(self.taken[i : i + size]):
                self._add(i, i + size, (), adjective=True, place=coded(code), part=name is not None and name.kind != "group")
                return

    def _runs(self, capital: list[int]) -> Iterator[tuple[int, int]]:
        """Stretches of adjoining tokens."""
        first = None
        for here, after in zip(capital, [*capital[1:], -1], strict=True):
            first = here if first is None else first
            if after != here + 1 or self.tokens[here].sentence != self.tokens[min(after, len(self.tokens) - 1)].sentence:
                yield first, here + 1
                first = None

    def _run(self, first: int, last: int) -> None:
        i = first
        while i < last:
            for end in range(min(last, i + LONGEST), i, -1):
                matches = self._matches(i, end) if self.tokens[end - 1].upos in ("PROPN", "NOUN", "ADJ") else ()
                if matches and self._believable(i, end, first, last, matches):
                    self._add(i, end, matches)
                    i = end - 1
                    break
            i += 1

    def _believable(self, first: int, last: int, run: int, run_end: int, matches: tuple[Match, ...]) -> bool:
        if self.tokens[first].text in self.persons or self.tokens[last - 1].upos != "PROPN":
            return False
        evidence = self._evidence(first, last)
        whole = (first, last) == (run, run_end)
        if whole and evidence >= 2:
            return True
        return self._prominent(matches, KNOWN if evidence > 0 and whole else WELL_KNOWN) and evidence >= 0

    # --- evidence ------------------------------------------------------------------------------------------------------
    def _matches(self, first: int, last: int) -> tuple[Match, ...]:
        return self.lookup(self.analysis.text[self.tokens[first].start : self.tokens[last - 1].end])

    @staticmethod
    def _prominent(matches: tuple[Match, ...], people: int) -> bool:
        return any(m.main and (m.place.kind in ("country", "region", "admin1") or m.place.population >= people) for m in matches[:5])

    def _is_site(self, i: int) -> bool:
        return self.tokens[i].text.lower() in self.knowledge.words["site"]

    def _evidence(self, first: int, last: int) -> int:
        """How much the words around speak for a place (positive) or for a person's name (negative)."""
        words, score = self.knowledge.words, 0
        before = self._before(first)
        if before is not None:
            word = before.text.lower()
            if word in words["in"] or word in words["to"]:
                score += 2
            elif word in words["title"] or word.rstrip(".") in words["title"] or before.upos == "PROPN":
                score -= 3
            elif word == "of" and before.i and self.tokens[before.i - 1].lemma.lower() in words["part"]:
                score += 2
        after = self.tokens[last] if last < len(self.tokens) else None
        if after is not None and after.sentence == self.tokens[first].sentence:
            if after.text == "," and self._container_at(last + 1):
                score += 3
            elif after.lemma in words["division"] and after.text.islower():
                score += 1
            elif after.upos == "PROPN":
                score -= 2
        return score

    def _before(self, first: int) -> Token | None:
        """The token before, past articles and points of the compass, in the same sentence."""
        i = first - 1
        while i >= 0 and (self.tokens[i].text.lower() in DETERMINERS or self.tokens[i].upos == "ADJ" and self.tokens[i].text.islower()):
            i -= 1
        return self.tokens[i] if i >= 0 and self.tokens[i].sentence == self.tokens[first].sentence else None

    def _container_at(self, i: int) -> bool:
        """Whether a country or first-order division is named at a token."""
        if i >= len(self.tokens) or not self.tokens[i].text[0].isupper():
            return False
        for end in range(min(i + 3, len(self.tokens)), i, -1):
            text = self.analysis.text[self.tokens[i].start : self.tokens[end - 1].end]
            if text in self.knowledge.postal or any(m.main and m.place.kind in ("country", "admin1") for m in self.lookup(text)[:5]):
                return True
        return False

    def _add(
        self, first: int, last: int, matches: tuple[Match, ...], *, place: Place | None = None, adjective: bool = False, part: bool = False,
        kind: str | None = None,
    ) -> None:  # fmt: skip
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        text = self.analysis.text[start:end]
        if self.analysis.text[end : end + 1] == "." and text + "." in self.knowledge.dotted:
            # The tokeniser gave the period of an abbreviation to the sentence.
            text, end = text + ".", end + 1
        self.taken[first:last] = b"\1" * (last - first)
        self.found.append(Span(first, last, start, end, text, matches, place, adjective, part, kind))
