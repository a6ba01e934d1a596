"""The names that the language's recogniser marks: places put right, and places within other names."""

from __future__ import annotations

from collections.abc import Iterator

from khronika.model import Name
from khronika.places.evidence import DETERMINERS, KNOWN, LARGEST, SMALL, STRONG, TOWN, WELL_KNOWN
from khronika.places.spans import Draft
from khronika.places.spelling import misspelt_country

JOINTS = ("of", "in", "at", "for", "and", "the", "-", "–", "&", "/", "de", "to")
COMPASS = frozenset(
    "north south east west northern southern eastern western central northeast northwest southeast southwest northeastern northwestern"
    " southeastern southwestern upper lower mid".split()
)
# Words that no name of one place holds.
CUTS = ("near", "in", "at", "outside", ",")
SEPARATE = (",", ";", "(")
SAINTS = ("st", "st.", "ste.", "ft.", "mt.")
LONGEST = 5
CONTAINERS = ("country", "admin1", "admin2", "region")


class Recognised:
    """Adds spans for names, by what the recogniser takes them for."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.tokens = draft.tokens
        self.evidence = draft.evidence

    def place(self, name: Name) -> None:
        """Add what is called a place or a facility."""
        for whole in self._pieces(name.first, name.last):
            first, last = self._trimmed(*whole)
            if first >= last or not self.draft.free(first, last) or last - first == 1 and self.evidence.adjective(first, last):
                continue
            if name.kind != "facility":
                first, last = self._extended(*self._without_compass(first, last))
            if self._misspelt(first, last, name) or self._beginning(first, last):
                continue
            if self._is_place(first, last, name.kind == "facility"):
                self.draft.add(first, last, self.evidence.matches_of_kind(first, last), kind=name.kind)
            else:
                self._parts(first, last, name)

    def person(self, name: Name) -> None:
        """Add what is called a person but bears a place's name and stands where places stand: "in Lincoln"."""
        first, last = self._trimmed(name.first, name.last)
        if first >= last or last - first > 2 or not self.draft.free(first, last) or self.evidence.ordinary(first, last):
            return
        matches = self.evidence.matches(first, last)
        if not matches or self.tokens[last - 1].text in self.evidence.surnames:
            return
        large = self.evidence.prominent(matches, WELL_KNOWN)
        if self.evidence.around(first, last, strict=not large) >= STRONG:
            self.draft.add(first, last, matches, kind=name.kind)

    def other(self, name: Name) -> None:
        """Add what is called an organisation or something else, or the places within its name."""
        first, last = self._trimmed(name.first, name.last)
        if first >= last or not self.draft.free(first, last) or self._misspelt(first, last, name):
            return
        matches = self.evidence.matches(first, last)
        if name.kind == "group" and (self.evidence.adjective(first, last) or not matches):
            return
        if matches and not self.evidence.ordinary(first, last):
            first, last = self._extended(first, last)
            if self.evidence.prominent(matches, self._needed(first, last)):
                self.draft.add(first, last, self.evidence.matches(first, last), kind=name.kind)
                return
        if not self._parts(first, last, name) and self.evidence.site(first, last) and self.evidence.stands_as_place(first, last):
            self.draft.add(first, last, (), kind=name.kind)

    # --- the whole name ------------------------------------------------------------------------------------------------
    def _is_place(self, first: int, last: int, facility: bool) -> bool:
        """Whether what the recogniser calls a place is one as a whole."""
        matches, around = self.evidence.matches_of_kind(first, last), self.evidence.around(first, last)
        if self.evidence.never(first, last):
            return False
        if self.evidence.ordinary(first, last):
            return bool(matches) and around > 0
        if self.evidence.person(first, last):
            return bool(matches) and (around > 0 or self.evidence.prominent(matches, SMALL))
        if matches:
            return around > -3 or self.evidence.prominent(matches, WELL_KNOWN)
        if self.evidence.site(first, last):
            return True
        return around > facility and not (last - first == 1 and self.tokens[first].text.isupper())

    def _needed(self, first: int, last: int) -> int:
        """How many inhabitants make a name believable that the recogniser took for something else."""
        around = self.evidence.around(first, last)
        if around > STRONG or self.evidence.is_known(first, last):
            return SMALL
        return TOWN if around == STRONG else KNOWN if around > 0 else WELL_KNOWN

    def _misspelt(self, first: int, last: int, name: Name) -> bool:
        """Add a country whose name is misspelt, if it is; whether it was."""
        word = self.tokens[first].text
        if last - first > 1 or name.kind not in ("place", "organisation") or self.evidence.person(first, last):
            return False
        if self.evidence.matches(first, last) or self.evidence.knowledge.adjective(word):
            return False
        place = misspelt_country(word)
        if place is not None:
            self.draft.add(first, last, (), place=place, kind=name.kind)
        return place is not None

    def _beginning(self, first: int, last: int) -> bool:
        """Add "U.S." of "U.S.-led", which is one word to the tokeniser; whether it was."""
        before, hyphen, after = self.tokens[first].text.partition("-")
        if last - first > 1 or not hyphen or not after.islower() or not (matches := self.evidence.lookup(before)):
            return False
        self.draft.add(first, last, matches, length=len(before))
        return True

    # --- where it begins and ends --------------------------------------------------------------------------------------
    def _pieces(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """A name cut at words that it cannot hold: "Perham near Otter Tail County"."""
        start = first
        for i in range(first, last):
            if self.tokens[i].text in CUTS:
                yield start, i
                start = i + 1
        yield start, last

    def _trimmed(self, first: int, last: int) -> tuple[int, int]:
        """Without articles, possessive endings, and lower-case words at either end."""
        tokens = self.tokens
        while first < last and (not tokens[first].text[0].isupper() or tokens[first].text.lower() in DETERMINERS):
            first += 1
        while last > first and not (tokens[last - 1].text[0].isupper() or tokens[last - 1].text[-1].isdigit() and last - first > 1):
            last -= 1
        return first, last

    def _without_compass(self, first: int, last: int) -> tuple[int, int]:
        """Without a point of the compass that is no part of the gazetteer's name: "Western Massachusetts"."""
        if last - first == 1 or self.tokens[first].text.lower() not in COMPASS or self.evidence.matches(first, last):
            return first, last
        inner = any(m.main and m.place.kind in CONTAINERS for m in self.evidence.matches(first + 1, last))
        return (first + 1, last) if inner else (first, last)

    def _extended(self, first: int, last: int) -> tuple[int, int]:
        """The longer name of the gazetteer that a name is cut from: "Trinidad" of "Trinidad and Tobago", "LOUIS" of "ST. LOUIS"."""
        for a, b in ((first, last + 2), (first, last + 1), (first - 1, last), (first - 1, last + 1), (first - 2, last)):
            if a < 0 or b > len(self.tokens) or not self.draft.free(a, b) or not self._together(a, b, first):
                continue
            if any(m.main for m in self.evidence.matches(a, b)):
                return a, b
        return first, last

    def _together(self, a: int, b: int, within: int) -> bool:
        """Whether tokens may be one name, by their capitals and what stands between them."""
        tokens, sentence = self.tokens, self.tokens[within].sentence
        if not tokens[a].text[0].isupper() or not tokens[b - 1].text[0].isupper() or tokens[a].text.lower() in DETERMINERS:
            return False
        # The parser may end a sentence at "ST." of "ST. LOUIS".
        together = tokens[a].sentence == sentence == tokens[b - 1].sentence or tokens[a].text.lower() in SAINTS
        return together and not any(t.text in SEPARATE for t in tokens[a:b])

    # --- places within it ----------------------------------------------------------------------------------------------
    def _parts(self, first: int, last: int, name: Name) -> bool:
        """Add the names of places at either end of a longer name or after one of its joints; whether there were any."""
        i, found = first, False
        while i < last:
            opens = i == first or self.tokens[i - 1].text.lower() in JOINTS
            end = self._part_from(i, (first, last), opens, name.kind == "place")
            if end is None:
                i += 1
                continue
            people = LARGEST if not opens else SMALL if end - i > 1 or self.evidence.is_known(i, end) else KNOWN
            matches = self.evidence.matches(i, end)
            if self.evidence.prominent(matches, people) and not self.evidence.ordinary(i, end):
                self.draft.add(i, end, matches, part=True, kind=name.kind)
                found = True
            i = end
        return found

    def _part_from(self, i: int, whole: tuple[int, int], opens: bool, place: bool) -> int | None:
        """Where the longest name in the gazetteer ends that begins at a token: anywhere if the token opens a part, else with the whole."""
        if not self.tokens[i].text[0].isupper() or self.tokens[i].text.lower() in DETERMINERS:
            return None
        for end in range(min(whole[1], i + LONGEST), i, -1):
            if not opens and end < whole[1] or (i, end) == whole and not place or not self.tokens[end - 1].text[0].isalpha():
                continue
            if self.evidence.matches(i, end):
                return end
        return None
