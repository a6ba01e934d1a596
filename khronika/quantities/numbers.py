"""Number words and digits to intervals.

"several hundred": 300 to 999;  "two and a half million": 2,500,000;  "tens of thousands": 20,000 to 99,999;  "two thirds": a share
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from khronika.quantities.lexemes import LONGEST, Lexemes, value_of
from khronika.quantities.words import Lexicon, Word

ARTICLES = frozenset({"a", "an", "one"})
OPENING = ARTICLES | {"no"}
HYPHENS = frozenset({"-", "‐", "‑"})
OWNERS = frozenset({"the", "its", "their", "his", "her", "our", "all", "those", "these"})
LARGEST = 1e15
NINE = 9


@dataclass(frozen=True, slots=True)
class Number:
    """Lexemes `first` up to, not including, `last`, and the interval that they mean; a share is between 0 and 1.

    `scale` is the product of the number's scale words, 1 where it has none: "two to three million" lends it to the first number.
    """

    first: int
    last: int
    low: float
    high: float
    vague: bool = False
    scale: float = 1.0
    kind: Literal["count", "share", "none"] = "count"


class Numbers:
    """Reads the numbers of one article."""

    def __init__(self, lexemes: Lexemes, lexicon: Lexicon) -> None:
        self.lexemes, self.words, self.lexicon, self.known = lexemes, lexemes.words, lexicon, lexicon.words

    def beginnings(self) -> list[int]:
        """The lexemes that a number may begin with."""
        known = self.known
        return [i for i, word in enumerate(self.words) if word in known or word in OPENING or word[0].isnumeric()]

    def at(self, i: int) -> Number | None:
        """The longest number that begins at a lexeme, or None."""
        word = self.lexemes.word(i)
        if not word or not (word in self.known or word in OPENING or word[0].isnumeric()):
            return None
        found = self._half(i) or self._some(i) or self._vague(i) or self._cardinal(i) or self._none(i)
        return found if found is not None and found.high <= LARGEST else None

    def _entry(self, i: int, *kinds: str) -> Word | None:
        entry = self.known.get(self.lexemes.word(i))
        return entry if entry is not None and entry.kind in kinds else None

    def _none(self, i: int) -> Number | None:
        """ "nobody", "no one"."""
        if self._entry(i, "none"):
            return Number(i, i + 1, 0, 0, kind="none")
        if self.words[i] == "no":
            step = i + 2 if self.lexemes.word(i + 1) in HYPHENS else i + 1
            if self.lexemes.word(step) == "one":
                return Number(i, step + 1, 0, 0, kind="none")
        return None

    def _half(self, i: int) -> Number | None:
        """Halves: "half a million", "a half-dozen", "half of", and the other shares with an article: "a third of"."""
        at = i + 1 if self.words[i] in ARTICLES else i
        share = self._entry(at, "share")
        if share is None:
            return None
        after = at + 1
        if self.words[at] == "half":
            step = after + 1 if self.lexemes.word(after) in (*HYPHENS, "a", "an") else after
            scale = self._entry(step, "scale")
            if scale is not None:
                return self._scaled(Number(i, step, share.low, share.high))
            if at == i and self.lexemes.word(after) in OWNERS:
                return Number(i, after, share.low, share.high, kind="share")
        if self.lexemes.word(after) == "of" and (at > i or self.words[at] == "half"):
            number = Number(i, after, share.low, share.high, kind="share")
            return self._of_scale(number) or number
        return None

    def _of_scale(self, number: Number) -> Number | None:
        """ "a quarter of a million"."""
        at = number.last
        if self.lexemes.word(at) == "of" and self.lexemes.word(at + 1) in ARTICLES and self._entry(at + 2, "scale"):
            return self._scaled(Number(number.first, at + 2, number.low, number.high))
        return None

    def _some(self, i: int) -> Number | None:
        """ "several", "a few hundred", "a couple of thousand"."""
        at = i + 1 if self.words[i] in ARTICLES else i
        entry = self._entry(at, "some")
        if entry is None or (at == i) != (self.words[at] == "several"):
            return None
        after = at + 1
        step = after + 1 if self.lexemes.word(after) == "of" else after
        number = Number(i, after, entry.low, entry.high, vague=True)
        if self._entry(step, "scale"):
            return self._scaled(Number(i, step, entry.low, entry.high, vague=True))
        larger = self._entry(after, "vague")
        if larger is not None:  # "several hundreds"
            scale = (larger.high + 1) / 10
            return Number(i, after + 1, entry.low * scale, self._top(entry.high, scale), vague=True, scale=scale)
        return number

    def _vague(self, i: int) -> Number | None:
        """ "hundreds", "tens of thousands", "hundreds and hundreds"."""
        entry = self._entry(i, "vague")
        if entry is None:
            return None
        number = Number(i, i + 1, entry.low, entry.high, vague=True)
        joint = self.lexemes.word(i + 1)
        second = self._entry(i + 2, "vague") if joint in ("of", "and", "upon", "or") else None
        if second is None:
            return number
        if joint == "of":
            scale = (second.high + 1) / 10
            return Number(i, i + 3, entry.low * scale, (entry.high + 1) * scale - 1, vague=True)
        return Number(i, i + 3, min(entry.low, second.low), max(entry.high, second.high), vague=True)

    def _cardinal(self, i: int) -> Number | None:
        """Digits or words with their scales; "three quarters" is a share."""
        if self.words[i] in ("a", "an"):
            if self._entry(i + 1, "scale") is None:
                return None
            return self._scaled(Number(i, i + 1, 1, 1))
        entry = self._entry(i, "scale")
        if entry is not None:
            return self._scaled(Number(i, i, 1, 1)) if self.words[i] == "dozen" else None
        number = self._digits(i) if self.words[i][0].isnumeric() else self._spelled(i)
        if number is None:
            return None
        return self._share(number) or self._scaled(self._and_half(number))

    def _digits(self, i: int) -> Number | None:
        last = i + 1
        text = self.words[i]
        # "1 000 000": groups of three digits, parted by spaces that the parser breaks at
        if len(text) <= 3 and text.isdecimal():
            while len(text) <= LONGEST and self._is_group(last):
                text += self.words[last]
                last += 1
        value = value_of(text, decimal=self._may_be_fraction(last))
        if value is None:
            return None
        fraction = self.lexemes.word(last)
        if len(fraction) == 1 and not fraction.isdecimal() and fraction.isnumeric() and self.lexemes.glued(last - 1):
            value += value_of(fraction, decimal=True) or 0
            last += 1
        return Number(i, last, value, value)

    def _may_be_fraction(self, i: int) -> bool:
        """Whether a scale, a percent sign or a unit of measure at a lexeme makes it likely that the digits before it hold a fraction."""
        word = self.lexemes.word(i)
        if self._entry(i, "scale", "suffix") is not None or word in ("%", "percent", "per", "pct"):
            return True
        return word in self.lexicon.measures or word.removesuffix("s") in self.lexicon.measures

    def _is_group(self, i: int) -> bool:
        word = self.lexemes.word(i)
        end = self.lexemes.ends[i - 1]
        return len(word) == 3 and word.isdecimal() and self.lexemes.starts[i] == end + 1 and end not in self.lexemes.parted

    def _spelled(self, i: int) -> Number | None:
        """Words below a hundred: "twelve", "twenty-five"."""
        entry = self._entry(i, "unit", "tens")
        if entry is None:
            return None
        last, value = i + 1, entry.low
        if entry.kind == "tens":
            step = last + 1 if self.lexemes.word(last) in HYPHENS else last
            second = self._entry(step, "unit")
            if second is not None and 0 < second.low < 10:
                last, value = step + 1, value + second.low
        return Number(i, last, value, value)

    def _share(self, number: Number) -> Number | None:
        """ "two thirds", "one-fifth"."""
        step = number.last + 1 if self.lexemes.word(number.last) in HYPHENS else number.last
        share = self._entry(step, "share")
        if share is None or number.low > NINE or self.words[step] == "half":
            return None
        value = number.low * share.low
        if not 0 < value < 1:
            return None
        found = Number(number.first, step + 1, value, value, kind="share")
        return self._of_scale(found) or found

    def _and_half(self, number: Number) -> Number:
        """ "two and a half million"."""
        at = number.last
        if self.lexemes.word(at) == "and" and self.lexemes.word(at + 1) in ARTICLES and self.lexemes.word(at + 2) == "half":
            return Number(number.first, at + 3, number.low + 0.5, number.high + 0.5)
        return number

    def _scaled(self, number: Number, limit: float = LARGEST) -> Number:
        """The number times the scale words after it, and what is added below them ("two hundred and five thousand three hundred").

        Nothing is added to a number whose scale is not below `limit`.
        """
        last, scale = number.last, 1.0
        glued = last > number.first and self.words[last - 1][-1].isdecimal()
        while True:
            step = last + 1 if last > number.first and self.lexemes.word(last) in HYPHENS else last
            entry = self._entry(step, "scale", *(("suffix",) if glued and scale == 1 else ()))
            if entry is None or (entry.kind == "suffix" and not self._is_suffix(number.first, step)):
                break
            scale *= entry.low
            last = step + 1
        if scale == 1:
            return number
        low, high = number.low * scale, (self._top(number.high, scale) if number.vague else number.high * scale)
        scaled = Number(number.first, last, low, high, number.vague, scale)
        spelled = self.words[number.first][0].isalpha()
        return self._added(scaled, limit) if spelled and not number.vague and 100 <= scale < limit else scaled

    def _is_suffix(self, first: int, i: int) -> bool:
        """Whether a letter after digits is a scale; "b" only in sums of money ("$2b", not "row 3b")."""
        return self.words[i] != "b" or self.lexemes.word(first - 1) in self.lexicon.symbols

    def _added(self, number: Number, limit: float) -> Number:
        """A scaled number with the smaller one that follows: "one hundred and five", "two thousand three hundred"."""
        joined = self.lexemes.word(number.last) == "and"
        rest = self._cardinal_below(number.last + 1 if joined else number.last, number.scale)
        if rest is None:
            return number
        total = Number(number.first, rest.last, number.low + rest.low, number.high + rest.high)
        # "two hundred and five thousand": the scale after the rest holds for the whole
        return self._scaled(total, limit) if self._entry(rest.last, "scale") and number.low < 1000 else total

    def _cardinal_below(self, i: int, scale: float) -> Number | None:
        if self.lexemes.word(i) not in self.known:
            return None
        rest = self._spelled(i)
        if rest is None:
            return None
        if scale > 100:
            rest = self._scaled(rest, scale)
        return rest if rest.kind == "count" and rest.high < scale else None

    @staticmethod
    def _top(high: float, scale: float) -> float:
        """The upper end of a vague number times a scale: "several hundred" reaches up to the next order, "a few hundred" does not."""
        return (high + 1) * scale - 1 if high >= NINE else high * scale
