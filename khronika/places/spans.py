"""Where an article names places: the recogniser's names put right, parts of longer names, names it missed, adjectives and inhabitants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from khronika.model import Analysis, Name, Token
from khronika.places.build import gazetteer
from khronika.places.gazetteer import Match, Place
from khronika.places.knowledge import Knowledge, coded, knowledge
from khronika.places.names import key
from khronika.places.spelling import misspelt_country

POSSESSIVE = ("'s", "’s", "'", "’")
DETERMINERS = ("the", "a", "an", "this", "that", "these", "those")
JOINTS = ("of", "in", "at", "for", "and", "the", "-", "–", "&", "/", "de", "to")
COMPASS = frozenset(
    "north south east west northern southern eastern western central northeast northwest southeast southwest northeastern northwestern"
    " southeastern southwestern upper lower mid".split()
)
CUTS = ("near", "in", "at", "outside", ",")
DATELINE = ("-", "–", "—", "--", "(", ":")
PARTIES = ("R", "D", "I", "DFL")
LISTED = (",", "and", "or", "&", "/")
TOWNS = frozenset(("city", "town", "village"))
SAINTS = ("st", "st.", "ste.", "ft.", "mt.")
LONGEST, ACRONYM = 5, 5
# A part of a longer name, or a name that the recogniser took for something else, is believed to be a place from this many inhabitants on.
SMALL, TOWN, KNOWN, WELL_KNOWN, LARGEST = 0, 3_000, 20_000, 200_000, 500_000


@dataclass(slots=True)
class Span:
    """Tokens `first` up to `last` that name a place. `place` is given where the words leave no choice, else `matches` are the candidates.

    `part` says that the words stand inside a longer name, `kind` what the recogniser took the name for. `inner` is the town
    that the name of a site begins with ("Baghdad International Airport"); then `matches` are the town's.
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


class Finder:
    """Finds the spans of one article."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.tokens = analysis.tokens
        self.knowledge: Knowledge = knowledge()
        self.words = self.knowledge.words
        self.lookup = gazetteer().matches
        self.taken = bytearray(len(self.tokens))
        self.found: list[Span] = []
        # Keys of the names that are places somewhere in the article, and words of persons' names.
        self.known: set[str] = set()
        self.persons: set[str] = set()

    def spans(self) -> list[Span]:
        """All spans, in order of the text; none overlap."""
        names = self.analysis.names
        for name in names:
            if name.kind == "person":
                self.persons.update(t.text for t in self.tokens[name.first : name.last])
        capital = [t.i for t in self.tokens if t.text[0].isupper()]
        inside = self.analysis.name_at
        places = ("place", "country", "facility")
        for name in names:
            if name.kind in places:
                self._place_name(name)
        self.known = {key(span.text) for span in self.found if span.matches}
        for name in names:
            if name.kind not in places and name.kind != "group":
                self._other_name(name)
        for i in capital:
            if not self.taken[i]:
                self._adjective(i, inside(i))
        for first, last in self._runs([i for i in capital if not self.taken[i] and inside(i) is None]):
            self._run(first, last)
        for span in list(self.found):
            if not span.part and not span.adjective:
                self._listed(span)
        return sorted(self.found, key=lambda span: span.start)

    # --- what the recogniser found -------------------------------------------------------------------------------------
    def _place_name(self, name: Name) -> None:
        for first, last in self._pieces(name.first, name.last):
            first, last = self._trimmed(first, last)
            if first >= last or any(self.taken[first:last]):
                continue
            if last - first == 1 and self._adjective_code(first, last):
                continue
            if name.kind != "facility":
                first, last = self._extended(*self._without_compass(first, last))
            if self._misspelt(first, last, name) or self._beginning(first, last):
                continue
            if self._is_place(first, last, name.kind == "facility"):
                self._add(first, last, self._matches_of_kind(first, last), kind=name.kind)
            else:
                self._parts(first, last, name)

    def _is_place(self, first: int, last: int, facility: bool) -> bool:
        """Whether what the recogniser calls a place is one as a whole."""
        matches, evidence = self._matches_of_kind(first, last), self._evidence(first, last)
        if self._ordinary(first, last):
            return bool(matches) and evidence > 0
        if self._person_word(first, last):
            return bool(matches) and (evidence > 0 or self._prominent(matches, SMALL))
        if matches:
            return evidence > -3 or self._prominent(matches, WELL_KNOWN)
        if self._is_site(last - 1) and last - first > 1:
            return True
        return evidence > facility and not (last - first == 1 and self.tokens[first].text.isupper())

    def _misspelt(self, first: int, last: int, name: Name) -> bool:
        """Add a country whose name is misspelt, if it is; whether it was."""
        token = self.tokens[first]
        if last - first > 1 or name.kind not in ("place", "organisation") or token.text in self.persons:
            return False
        if self._matches(first, last) or self.knowledge.adjective(token.text):
            return False
        place = misspelt_country(token.text)
        if place is not None:
            self._add(first, last, (), place=place, kind=name.kind)
        return place is not None

    def _beginning(self, first: int, last: int) -> bool:
        """Add "U.S." of "U.S.-led", which is one word to the tokeniser; whether it was."""
        token = self.tokens[first]
        before, hyphen, after = token.text.partition("-")
        if last - first > 1 or not hyphen or not after.islower() or not (matches := self.lookup(before)):
            return False
        self.taken[first] = 1
        self.found.append(Span(first, last, token.start, token.start + len(before), before, matches))
        return True

    def _pieces(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """A name cut at prepositions that it cannot hold: "Perham near Otter Tail County"."""
        start = first
        for i in range(first, last):
            if self.tokens[i].text in CUTS:
                yield start, i
                start = i + 1
        yield start, last

    def _without_compass(self, first: int, last: int) -> tuple[int, int]:
        """"Western Massachusetts" is no place of the gazetteer, Massachusetts is."""
        if last - first > 1 and self.tokens[first].text.lower() in COMPASS and not self._matches(first, last):
            if any(m.main and m.place.kind in ("country", "admin1", "admin2", "region") for m in self._matches(first + 1, last)):
                return first + 1, last
        return first, last

    def _trimmed(self, first: int, last: int) -> tuple[int, int]:
        """Without articles, possessive endings, and lower-case words at either end."""
        tokens = self.tokens
        while first < last and (not tokens[first].text[0].isupper() or tokens[first].text.lower() in DETERMINERS):
            first += 1
        while last > first and not (tokens[last - 1].text[0].isupper() or tokens[last - 1].text[-1].isdigit() and last - first > 1):
            last -= 1
        return first, last

    def _extended(self, first: int, last: int) -> tuple[int, int]:
        """The longer name of the gazetteer that a name is cut from: "Trinidad" of "Trinidad and Tobago", "LOUIS" of "ST. LOUIS"."""
        tokens, sentence = self.tokens, self.tokens[first].sentence
        for a, b in ((first, last + 2), (first, last + 1), (first - 1, last), (first - 1, last + 1), (first - 2, last)):
            if a < 0 or b > len(tokens) or any(self.taken[a:b]):
                continue
            if not tokens[a].text[0].isupper() or not tokens[b - 1].text[0].isupper() or tokens[a].text.lower() in DETERMINERS:
                continue
            # The parser may end a sentence at "ST." of "ST. LOUIS".
            together = tokens[a].sentence == sentence == tokens[b - 1].sentence or tokens[a].text.lower() in SAINTS
            if together and not any(t.text in (",", ";", "(") for t in tokens[a:b]) and any(m.main for m in self._matches(a, b)):
                return a, b
        return first, last

    def _other_name(self, name: Name) -> None:
        first, last = self._trimmed(name.first, name.last)
        if first >= last or any(self.taken[first:last]):
            return
        if self._misspelt(first, last, name):
            return
        matches = self._matches(first, last)
        if name.kind == "person":
            if matches and last - first <= 2 and self._evidence(first, last, strict=True) >= 2 and not self._ordinary(first, last):
                self._add(first, last, matches, kind=name.kind)
            return
        if matches and not self._ordinary(first, last):
            first, last = self._extended(first, last)
            if self._prominent(matches, self._needed_alone(first, last)):
                self._add(first, last, self._matches(first, last), kind=name.kind)
                return
        if not self._parts(first, last, name) and self._is_site(last - 1) and last - first > 1 and self._stands_as_place(first, last):
            self._add(first, last, (), kind=name.kind)

    def _parts(self, first: int, last: int, name: Name) -> bool:
        """Add the names of places at either end of a longer name or after one of its joints; whether there were any."""
        i, found = first, False
        while i < last:
            step = 1
            for end in range(min(last, i + LONGEST), i, -1):
                opens = i == first or self.tokens[i - 1].text.lower() in JOINTS
                if not opens and end < last or (i, end) == (first, last) and name.kind != "place" or not self.tokens[end - 1].text[0].isalpha():
                    continue
                matches = self._matches(i, end)
                if matches:
                    if self._prominent(matches, self._needed(i, end) if opens else LARGEST) and not self._ordinary(i, end):
                        self._add(i, end, matches, part=True, kind=name.kind)
                        found = True
                    step = end - i
                    break
            i += step
        return found

    def _stands_as_place(self, first: int, last: int) -> bool:
        """Whether the name of a site is where something is rather than who does something: "at", "opened", "of" it, but not as a subject."""
        if self._evidence(first, last) >= 2:
            return True
        head = next((t for t in self.tokens[first:last] if not first <= t.head < last), self.tokens[last - 1])
        return self.tokens[last - 1].text.lower() in self.words["scene"] and head.relation in ("obj", "obl", "nmod", "appos", "root", "conj")

    def _needed_alone(self, first: int, last: int) -> int:
        """How many inhabitants make a name believable that the recogniser took for something else."""
        evidence = self._evidence(first, last)
        if evidence >= 3 or key(self._text(first, last)) in self.known:
            return SMALL
        return TOWN if evidence >= 2 else KNOWN if evidence > 0 else WELL_KNOWN

    def _needed(self, first: int, last: int) -> int:
        """How many inhabitants make a part of a longer name believable."""
        return SMALL if last - first > 1 or key(self._text(first, last)) in self.known else KNOWN

    # --- what it did not find ------------------------------------------------------------------------------------------
    def _adjective(self, i: int, name: Name | None) -> None:
        if name is not None and name.kind == "person":
            return
        for size in range(min(self.knowledge.longest, len(self.tokens) - i), 0, -1):
            code = self._adjective_code(i, i + size)
            if code and not any(self.taken[i : i + size]):
                self._add(i, i + size, (), adjective=True, place=coded(code), part=name is not None and name.kind != "group")
                return

    def _adjective_code(self, first: int, last: int) -> str | None:
        """The place of an adjective; "Philippines" is a country, not the plural of "Philippine", and Roman Catholics are not of Rome."""
        text = self._text(first, last)
        code = self.knowledge.adjective(text)
        if code is None or last < len(self.tokens) and self.tokens[last].text in ("Catholic", "Catholics", "Orthodox"):
            return None
        if text not in self.knowledge.adjectives and any(m.main and m.place.kind == "country" for m in self.lookup(text)):
            return None
        return code

    def _runs(self, capital: list[int]) -> Iterator[tuple[int, int]]:
        """Stretches of adjoining tokens."""
        first = None
        if not capital:
            return
        for here, after in zip(capital, [*capital[1:], -1], strict=True):
            first = here if first is None else first
            if after != here + 1 or self.tokens[here].sentence != self.tokens[min(after, len(self.tokens) - 1)].sentence:
                yield first, here + 1
                first = None

    def _run(self, first: int, last: int) -> None:
        if self.tokens[last - 1].upos == "PROPN" and last - first > 1 and self._is_site(last - 1) and self._evidence(first, last) >= 2:
            self._add(first, last, self._matches(first, last))
            return
        i = first
        while i < last:
            for end in range(min(last, i + LONGEST), i, -1):
                matches = self._matches(i, end) if self._is_name(i, end) else ()
                if matches and self._believable(i, end, first, last, matches):
                    self._add(i, end, matches)
                    i = end - 1
                    break
            i += 1

    def _listed(self, span: Span) -> None:
        """Names that go on a list of places: "Minsk, Orsha and Lida", "Miami-Dade"."""
        at = span.last
        while at + 1 < len(self.tokens):
            joint, first = self.tokens[at].text, at + 1
            if joint == "," and self.tokens[first].text in ("and", "or"):
                first += 1
            if joint not in LISTED or first >= len(self.tokens) or self.taken[first] or not self.tokens[first].text[0].isupper():
                return
            last = next((end for end in range(min(first + LONGEST, len(self.tokens)), first, -1) if self._listable(first, end, joint)), None)
            if last is None:
                return
            self._add(first, last, self._matches(first, last))
            at = last

    def _listable(self, first: int, last: int, joint: str) -> bool:
        name, after = self.analysis.name_at(first), self.tokens[last].text if last < len(self.tokens) else ""
        if name is not None and (name.kind == "person" or (name.first, name.last) != (first, last)):
            return False
        if joint == "," and after not in LISTED or any(self.taken[first:last]) or self.tokens[first].sentence != self.tokens[last - 1].sentence:
            return False
        if self._person_word(first, last) or self._ordinary(first, last) or after and self.tokens[last].upos == "PROPN":
            return False
        return self._prominent(self._matches(first, last), SMALL)

    def _is_name(self, first: int, last: int) -> bool:
        """Whether words can be a name: tagged so, or in capitals at the head of a report, where the tagger errs."""
        if self.tokens[last - 1].upos == "PROPN":
            return True
        return self.tokens[first].text.isupper() and self._begins(first) and self._evidence(first, last) >= 3

    def _believable(self, first: int, last: int, run: int, run_end: int, matches: tuple[Match, ...]) -> bool:
        if self._person_word(first, last) or len(self._text(first, last)) < 3:
            return False
        if self._ordinary(first, last) and self._evidence(first, last) < 3:
            return False
        evidence, whole = self._evidence(first, last), (first, last) == (run, run_end)
        if key(self._text(first, last)) in self.known:
            return evidence >= 0
        if whole and evidence >= 2:
            return True
        return self._prominent(matches, KNOWN if evidence > 0 and whole else WELL_KNOWN) and (evidence >= 0 if whole else evidence > 0)

    # --- evidence ------------------------------------------------------------------------------------------------------
    def _text(self, first: int, last: int) -> str:
        return self.analysis.text[self.tokens[first].start : self.tokens[last - 1].end]

    def _matches(self, first: int, last: int) -> tuple[Match, ...]:
        text = self._text(first, last)
        if text.isupper() and len(text) <= ACRONYM and text not in self.knowledge.capitals and not self._shouted(first):
            # "SWAT" is no valley: an acronym is a place only where a table says so.
            return self._postal(first, text)
        return self.lookup(text)

    def _matches_of_kind(self, first: int, last: int) -> tuple[Match, ...]:
        """"Oaxaca State": also where the word for the kind of place is no part of the gazetteer's name."""
        found = self._matches(first, last)
        if not found and last - first > 1 and self.tokens[last - 1].text.lower() in self.words["division"] | TOWNS:
            found = self.lookup(self._text(first, last - 1))
        return found

    def _postal(self, first: int, text: str) -> tuple[Match, ...]:
        """"Austin, TX": the place of a postal code after a name and a comma."""
        code = self.knowledge.postal.get(text)
        if code is None or first < 2 or self.tokens[first - 1].text not in (",", "-") or not self.tokens[first - 2].text[0].isupper():
            return ()
        place = coded(code)
        return (Match(place, True),) if place else ()

    def _shouted(self, first: int) -> bool:
        """Whether a word stands among words in capitals, as in a headline or at the head of a report."""
        tokens, sentence = self.tokens, self.analysis.sentence_of(first)
        if first == sentence.first:
            return first + 1 < len(tokens) and (tokens[first + 1].text in DATELINE or tokens[first + 1].text.isupper())
        return len(tokens[first - 1].text) > 3 and tokens[first - 1].text.isupper()

    @staticmethod
    def _prominent(matches: tuple[Match, ...], people: int) -> bool:
        return any(m.main and (m.place.kind in ("country", "region", "admin1") or m.place.population >= people) for m in matches[:5])

    def _ordinary(self, first: int, last: int) -> bool:
        text = self._text(first, last)
        return last - first <= 2 and text.lower() in self.words["ordinary"] and text not in self.knowledge.capitals

    def _person_word(self, first: int, last: int) -> bool:
        return last - first == 1 and self.tokens[first].text in self.persons

    def _is_site(self, i: int) -> bool:
        return self.tokens[i].text.lower() in self.words["site"]

    def _evidence(self, first: int, last: int, *, strict: bool = False) -> int:
        """How much the words around speak for a place (positive) or for a person's name (negative).

        Where `strict`, a preposition of movement does not: one goes to people too.
        """
        words, score = self.words, 0
        before = self._before(first)
        if before is not None:
            word = before.text.lower()
            if word in words["in"] or word in words["to"] and not strict:
                score += 2
            elif word.rstrip(".") in words["title"] or before.upos == "PROPN":
                score -= 3
            elif word in ("-", "–") and before.i and self.tokens[before.i - 1].text in PARTIES:
                score += 3
            elif word == "of" and before.i and self.tokens[before.i - 1].lemma.lower() in words["part"]:
                score += 2
        after = self.tokens[last] if last < len(self.tokens) else None
        if after is not None and after.sentence == self.tokens[first].sentence:
            if after.text == "," and self._container_at(last + 1):
                score += 3
            elif after.text == "," and self._age_at(last + 1):
                score -= 3
            elif after.text.islower() and (after.lemma in words["division"] or after.lemma in words["people"]):
                score += 1
            elif after.upos == "PROPN":
                score -= 2
            elif after.text in POSSESSIVE and last + 1 < len(self.tokens) and (self.tokens[last + 1].text == "Day" or strict):
                score -= 2
            elif after.text in DATELINE and self._begins(first):
                score += 3
        return score

    def _age_at(self, i: int) -> bool:
        """"Mary Stone, 24, of Leeds": whether an age is given at a token."""
        tokens = self.tokens
        return i + 1 < len(tokens) and tokens[i].text.isdigit() and len(tokens[i].text) <= 3 and tokens[i + 1].text in (",", "and", ".", "of", ";")

    def _begins(self, first: int) -> bool:
        """Whether a token is the first of its sentence, but for an opening bracket."""
        start = self.analysis.sentence_of(first).first
        return first == start or first == start + 1 and self.tokens[start].text == "("

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
            text = self._text(i, end)
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
        inner = ""
        if not matches and not adjective and not part:
            inner, matches = self._inner(first, last)
        self.found.append(Span(first, last, start, end, text, matches, place, adjective, part, kind, inner))

    def _inner(self, first: int, last: int) -> tuple[str, tuple[Match, ...]]:
        """The known town at the beginning of a site's name."""
        for end in range(last - 1, first, -1):
            matches = self._matches(first, end)
            if matches and not self._ordinary(first, end) and self._prominent(matches, KNOWN):
                return self._text(first, end), matches
        return "", ()
