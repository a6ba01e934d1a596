"""Matches that are no time for what stands around them: "the fall of the city", "May Smith", "the Long March"."""

from __future__ import annotations

from khronika.model import Analysis, Token
from khronika.times.lexicon import Lexicon
from khronika.times.scan import Match

# Earlier numbers are hardly ever years where no word says so.
EARLIEST = "1400"


class Guards:
    """Tells for one article whether a match stands for a time where it stands."""

    def __init__(self, analysis: Analysis, lexicon: Lexicon) -> None:
        self.analysis, self.tokens, self.lexicon = analysis, analysis.tokens, lexicon

    def stands(self, match: Match) -> bool:
        """Whether a match stands for a time."""
        fields, first, last = match.fields, match.items[0].token, match.items[-1].token
        if match.reading == "none":
            return not self._is(self._after(last), "SHIFT")  # "$7 million a year ago"
        if "f" in fields and match.value("f", "GOVERNS") is not None:
            return self._ungoverned(last)
        if match.reading == "duration":
            return self._length(match, last)
        if match.reading != "calendar":
            return True
        if "m" in fields and "d" not in fields and "y" not in fields and not self._month(match):
            return False
        if "s" in fields and "y" not in fields:
            return not self._is(self._after(last), "of") and not (len(match.items) == 1 and self._within_name(first))
        if "dc" in fields:
            before = self._before(first)  # "a man in his thirties"
            return before is None or before.deprel != "nmod:poss"
        return "y" not in fields or len(match.items) > 1 or self._year(first)

    def _is(self, token: Token | None, kind: str) -> bool:
        """Whether a token is of a class, or is the plain word."""
        if token is None:
            return False
        word = self.lexicon.word(token.text, token.upos)
        return word is not None and kind in word.values

    def _length(self, match: Match, last: int) -> bool:
        after = self._after(last)
        if after is not None and after.text == "-" and match.value("n", "A") is not None:
            return False  # "a year-earlier loss": the article belongs to what follows
        return not ("QUARTERS" in match.fields["u"][0].word.values and self._is(after, "of"))

    def _month(self, match: Match) -> bool:
        i = match.fields["m"][0].token
        name = self.analysis.name_at(i)
        if name is not None and name.kind == "person":
            return False
        if len(match.items) > 1 or not self._is(self.tokens[i], "DOUBTFUL"):
            return True
        top, before = self.tokens[i], self._before(i)
        named = before is not None and before.upos == "PROPN"
        if top.relation in ("compound", "nmod", "amod", "nummod") and top.head > top.i:
            return not named
        return self.analysis.dependent(top.i, "case") is not None or (top.deprel in ("obl:npmod", "nmod:npmod") and not named)

    def _within_name(self, i: int) -> bool:
        """A season with a capital beside another name is part of it ("Prague Spring", "Summer Olympics")."""
        if not self.tokens[i].text[0].isupper():
            return False
        beside = (self._before(i), self._after(i))
        return any(t is not None and t.upos == "PROPN" and t.text[0].isupper() for t in beside)

    def _ungoverned(self, i: int) -> bool:
        """Whether a word that could be a preposition has no object: a clause or a sentence ends behind it, or a verb follows."""
        after = self._after(i)
        if after is None or after.upos in ("PUNCT", "AUX", "CCONJ"):
            return True
        return after.upos == "VERB" and after.feats.get("VerbForm") == "Fin"

    def _year(self, i: int) -> bool:
        """Four digits count or number things before what can be counted, or after a sign of currency or number."""
        token, before, after = self.tokens[i], self._before(i), self._after(i)
        if not token.text[:4] >= EARLIEST:
            return False
        if before is not None and before.text == "-":
            return not self.tokens[i - 2].text.isdigit() or len(self.tokens[i - 2].text) == len(token.text)
        if before is not None and (before.upos == "SYM" or before.text in ("#", "No.")):
            return False
        if after is None or after.upos not in ("NOUN", "SYM", "ADJ") or self._is(before, "YEARBEFORE"):
            return True
        if self._is(after, "NUMBERED"):
            return False
        counted = after.feats.get("Number") == "Plur" and token.head == after.i
        return not counted or (before is not None and before.upos in ("DET", "PRON", "PART"))

    def _before(self, i: int) -> Token | None:
        return self.tokens[i - 1] if i > self.analysis.sentence_of(i).first else None

    def _after(self, i: int) -> Token | None:
        return self.tokens[i + 1] if i + 1 < self.analysis.sentence_of(i).last else None
