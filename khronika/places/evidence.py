"""What the words of an article say for and against a name being a place."""

from __future__ import annotations

from khronika.model import Analysis, Token
from khronika.places.build import gazetteer
from khronika.places.gazetteer import Match
from khronika.places.knowledge import coded, knowledge
from khronika.places.names import key

POSSESSIVE = ("'s", "’s", "'", "’")
DETERMINERS = ("the", "a", "an", "this", "that", "these", "those")
DATELINE = ("-", "–", "—", "--", "(", ":")
HYPHENS = ("-", "–")
PARTIES = ("R", "D", "I", "DFL")
STANDING = ("obj", "obl", "nmod", "appos", "root", "conj")
TOWNS = frozenset(("city", "town", "village"))
AFTER_AGE = (",", "and", ".", "of", ";")
FAITHS = ("Catholic", "Catholics", "Orthodox")
ACRONYM, LONGEST_AGE = 5, 3
# A part of a longer name, or a name that the recogniser took for something else, is believed to be a place from this many inhabitants on.
SMALL, TOWN, KNOWN, WELL_KNOWN, LARGEST = 0, 3_000, 20_000, 200_000, 500_000
# A preposition of place, a word of the same weight, what holds the name beside it, a word that hints at a town; what speaks for a person.
STRONG, CERTAIN, HINT, AGAINST, WEAK_AGAINST = 2, 3, 1, -3, -2


class Evidence:
    """Reads the words around a name, given by its first token and the one after its last.

    `persons` are the words of persons' names in the article, `surnames` the last ones of names of several, `known` the keys of names that
    are places somewhere in it.
    """

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.tokens = analysis.tokens
        self.knowledge = knowledge()
        self.words = self.knowledge.words
        self.lookup = gazetteer().matches
        people = [n for n in analysis.names if n.kind == "person"]
        self.persons = {t.text for n in people for t in self.tokens[n.first : n.last]}
        self.surnames = {self.tokens[n.last - 1].text for n in people if n.last - n.first > 1}
        self.known: set[str] = set()

    # --- the name itself -----------------------------------------------------------------------------------------------
    def text(self, first: int, last: int) -> str:
        """The words of the text from one token up to another."""
        return self.analysis.text[self.tokens[first].start : self.tokens[last - 1].end]

    def matches(self, first: int, last: int) -> tuple[Match, ...]:
        """The places that bear the name; an acronym is a place only where a table says so ("SWAT" is no valley)."""
        text = self.text(first, last)
        if text.isupper() and len(text) <= ACRONYM and text not in self.knowledge.capitals and not self._shouted(first):
            return self._postal(first, text)
        return self.lookup(text)

    def matches_of_kind(self, first: int, last: int) -> tuple[Match, ...]:
        """The same, also where the word for the kind of place is no part of the gazetteer's name: "Oaxaca State"."""
        found = self.matches(first, last)
        if not found and last - first > 1 and self.tokens[last - 1].text.lower() in self.words["division"] | TOWNS:
            found = self.lookup(self.text(first, last - 1))
        return found

    def _postal(self, first: int, text: str) -> tuple[Match, ...]:
        """The place of a postal code after a name and a comma: "Austin, TX"."""
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
    def prominent(matches: tuple[Match, ...], people: int) -> bool:
        """Whether a place of that name is a state, a region, a first-order division, or has as many inhabitants."""
        return any(m.main and (m.place.kind in ("country", "region", "admin1") or m.place.population >= people) for m in matches[:5])

    def adjective(self, first: int, last: int) -> str | None:
        """The code of an adjective's place. "Philippines" is no plural of "Philippine", and Roman Catholics are not of Rome."""
        text = self.text(first, last)
        code = self.knowledge.adjective(text)
        if code is None or last < len(self.tokens) and self.tokens[last].text in FAITHS:
            return None
        if text not in self.knowledge.adjectives and any(m.main and m.place.kind == "country" for m in self.lookup(text)):
            return None
        return code

    def ordinary(self, first: int, last: int) -> bool:
        """Whether the name is a word that means something else more often than a place."""
        text = self.text(first, last)
        return last - first <= 2 and text.lower() in self.words["ordinary"] and text not in self.knowledge.capitals

    def never(self, first: int, last: int) -> bool:
        """Whether the name is one that no report means a town by: "Earth", "Congress"."""
        return self.text(first, last).lower() in self.words["never"]

    def person(self, first: int, last: int) -> bool:
        """Whether the name is a word of a person's name."""
        return last - first == 1 and self.tokens[first].text in self.persons

    def site(self, first: int, last: int) -> bool:
        """Whether the name ends in a word for a site: "Royal Street"."""
        return last - first > 1 and self.tokens[last - 1].text.lower() in self.words["site"]

    def is_known(self, first: int, last: int) -> bool:
        """Whether the name is a place elsewhere in the article."""
        return key(self.text(first, last)) in self.known

    # --- the words around it -------------------------------------------------------------------------------------------
    def around(self, first: int, last: int, *, strict: bool = False) -> int:
        """How much the words around speak for a place (positive) or for a person's name (negative).

        Where `strict`, a preposition of movement does not speak for it: one goes to people too.
        """
        before = self._before(first)
        score = 0 if before is None else self._preceding(before, strict)
        after = self.tokens[last] if last < len(self.tokens) else None
        if after is not None and after.sentence == self.tokens[first].sentence:
            score += self._following(first, after, strict)
        return score

    def _preceding(self, before: Token, strict: bool) -> int:
        word, words = before.text.lower(), self.words
        if word in words["in"] or word in words["to"] and not strict:
            return STRONG
        if word.rstrip(".") in words["title"] or before.upos == "PROPN":
            return AGAINST
        ahead = self.tokens[before.i - 1] if before.i else None
        if ahead is not None and word in HYPHENS and ahead.text in PARTIES:
            return CERTAIN
        return STRONG if ahead is not None and word == "of" and ahead.lemma.lower() in words["part"] else 0

    def _following(self, first: int, after: Token, strict: bool) -> int:
        if after.text == ",":
            return CERTAIN if self._container_at(after.i + 1) else AGAINST if self._age_at(after.i + 1) else 0
        if after.text.islower() and (after.lemma in self.words["division"] or after.lemma in self.words["people"]):
            return HINT
        if after.upos == "PROPN":
            return WEAK_AGAINST
        if after.text in POSSESSIVE and after.i + 1 < len(self.tokens) and (strict or self.tokens[after.i + 1].text == "Day"):
            return WEAK_AGAINST
        return CERTAIN if after.text in DATELINE and self.begins(first) else 0

    def begins(self, first: int) -> bool:
        """Whether a token is the first of its sentence, but for an opening bracket."""
        start = self.analysis.sentence_of(first).first
        return first == start or first == start + 1 and self.tokens[start].text == "("

    def _before(self, first: int) -> Token | None:
        """The token before, past articles and points of the compass, in the same sentence."""
        i = first - 1
        while i >= 0 and (self.tokens[i].text.lower() in DETERMINERS or self.tokens[i].upos == "ADJ" and self.tokens[i].text.islower()):
            i -= 1
        return self.tokens[i] if i >= 0 and self.tokens[i].sentence == self.tokens[first].sentence else None

    def _age_at(self, i: int) -> bool:
        """Whether an age is given at a token: "Mary Stone, 24, of Leeds"."""
        if i + 1 >= len(self.tokens) or self.tokens[i + 1].text not in AFTER_AGE:
            return False
        return self.tokens[i].text.isdigit() and len(self.tokens[i].text) <= LONGEST_AGE

    def _container_at(self, i: int) -> bool:
        """Whether a country or first-order division is named at a token."""
        if i >= len(self.tokens) or not self.tokens[i].text[0].isupper():
            return False
        for end in range(min(i + 3, len(self.tokens)), i, -1):
            text = self.text(i, end)
            if text in self.knowledge.postal or any(m.main and m.place.kind in ("country", "admin1") for m in self.lookup(text)[:5]):
                return True
        return False

    def stands_as_place(self, first: int, last: int) -> bool:
        """Whether a site is where something is rather than who does something: "at", "opened", "of" it, but not as a subject."""
        if self.around(first, last) >= STRONG:
            return True
        head = next((t for t in self.tokens[first:last] if not first <= t.head < last), self.tokens[last - 1])
        return self.tokens[last - 1].text.lower() in self.words["scene"] and head.relation in STANDING
