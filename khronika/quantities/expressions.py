"""Number expressions: a number or a range with the words that open or blur it, and its currency or percent sign.

"at least two dozen": 24 or more;  "about $5 to $10 million": USD 5,000,000 to 10,000,000, approximate;  "between 40 and 60": 40 to 60
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from khronika.quantities.lexemes import Lexemes
from khronika.quantities.numbers import HYPHENS, Number, Numbers
from khronika.quantities.words import Bound, Lexicon

DASHES = HYPHENS | {"–", "—", "−"}
PERCENT = ("%", "percent", "pct", "percentage")
RANGING = frozenset({"ranging", "anywhere", "ranges", "ranged"})
# What may be modified at most: "at least about", "not more than some".
MODIFIERS = 3
# "two or three", not "1 or 2000"
CLOSE = 3


@dataclass(frozen=True, slots=True)
class Expression:
    """Lexemes `first` up to, not including, `last`; `core` and `core_end` delimit the number. `unit` is a currency code or "percent"."""

    first: int
    last: int
    core: int
    core_end: int
    low: float | None
    high: float | None
    approximate: bool
    unit: str | None = None
    money: bool = False
    kind: Literal["count", "share", "none"] = "count"
    bounded: bool = False
    ranged: bool = False
    each: bool = False


class Expressions:
    """Reads the number expressions of one article. `is_preposition` tells, for a lexeme, whether the parser takes it for one."""

    def __init__(self, lexemes: Lexemes, lexicon: Lexicon, is_preposition: Callable[[int], bool]) -> None:
        self.lexemes, self.words, self.lexicon = lexemes, lexemes.words, lexicon
        self.numbers = Numbers(lexemes, lexicon)
        self.is_preposition = is_preposition

    def __iter__(self) -> Iterator[Expression]:
        """All expressions in order; none overlap."""
        free = 0
        for i in self.numbers.beginnings():
            number = self.numbers.at(i) if i >= free else None
            if number is not None:
                found = self._expression(number, free)
                yield found
                free = found.last

    def _expression(self, number: Number, free: int) -> Expression:
        """The expression around a number; `free` is the first lexeme that no expression before it has."""
        first, code, money = number.first, None, False
        if first - 1 >= free and self.words[first - 1] in self.lexicon.symbols:
            first, code, money = first - 1, self.lexicon.symbols[self.words[first - 1]], True
        second = self._second(number, first, free, money)
        ranged = second is not None and second.last != number.last
        low, high, last = number.low, number.high, number.last
        if second is not None and ranged:
            low, high, last = self._lent(number, second), second.high, second.last
            if self.lexemes.word(first - 1) == "between":
                first -= 1
        found = Expression(first, last, number.first, last, low, high, number.vague, code, money, number.kind, ranged=ranged)
        if number.kind == "share":
            found = replace(found, low=100 * low, high=100 * high, unit="percent")
        return self._before(self._after(self._unit(found)), free)

    def _second(self, number: Number, first: int, free: int, money: bool) -> Number | None:
        """The upper end of a range that begins with a number, if there is one."""
        if number.kind == "none":
            return None
        at = number.last
        if self.lexemes.word(at) in ("%", "percent"):
            at += 1
        word, before = self.lexemes.word(at), self.lexemes.word(first - 1)
        between = word == "and" and before == "between" and first - 1 >= free
        if not between and word not in ("to", "or") and word not in DASHES:
            return None
        at += 1
        if money and self.lexemes.word(at) in self.lexicon.symbols:
            at += 1
        second = self.numbers.at(at)
        if second is None or second.kind != number.kind or not self._rises(number, second):
            return None
        if word == "or" and second.low > CLOSE * self._lent(number, second):
            return None
        # "rose from 40 to 60" is two figures, "ranging from 40 to 60" a range
        figures = word == "to" and before == "from" and self.lexemes.word(first - 2) not in RANGING
        return None if figures else second

    def _rises(self, number: Number, second: Number) -> bool:
        return self._lent(number, second) < second.high and number.low <= second.low

    @staticmethod
    def _lent(number: Number, second: Number) -> float:
        """The lower end of a range, with the scale of the upper end where it has none of its own: "two to three million"."""
        if number.scale == 1 and second.scale > 1 and number.high <= second.high / second.scale:
            return number.low * second.scale
        return number.low

    def _unit(self, e: Expression) -> Expression:
        """With a percent sign, or a currency named after the number."""
        step = e.last + 1 if self.lexemes.word(e.last) in HYPHENS else e.last
        word, second = self.lexemes.word(step), self.lexemes.word(step + 1)
        if word in PERCENT or (word == "per" and second == "cent"):
            both = word == "per" or (word == "percentage" and second in ("point", "points"))
            return replace(e, last=step + (2 if both else 1), unit="percent")
        if e.kind != "count" or e.money:
            return e
        if word == "of":  # "thousands of euros"
            currency = self._currency(step + 1)
            return replace(e, unit=currency[0], money=True) if currency else e
        currency = self._currency(step)
        return replace(e, last=currency[1], unit=currency[0], money=True) if currency else e

    def _currency(self, i: int) -> tuple[str, int] | None:
        """The currency that is named from a lexeme on, as its code or, where that is open, its name; and the lexeme after it."""
        for length in (3, 2, 1):
            words = tuple(self.words[i : i + length])
            if len(words) == length:
                singular = (*words[:-1], words[-1].removesuffix("s")) if len(words[-1]) > 3 else words
                for key in (words, singular):
                    if key in self.lexicon.currencies:
                        return self.lexicon.currencies[key] or " ".join(key), i + length
        return None

    def _after(self, e: Expression) -> Expression:
        for bound in self.lexicon.after.get(self.lexemes.word(e.last), ()):
            if tuple(self.words[e.last : e.last + len(bound.words)]) == bound.words:
                return self._with(replace(e, last=e.last + len(bound.words)), bound)
        return e

    def _before(self, e: Expression, free: int) -> Expression:
        for _ in range(MODIFIERS):
            bound = self._modifier(e.first, free)
            if bound is None:
                break
            e = self._with(replace(e, first=e.first - len(bound.words)), bound)
        return e

    def _modifier(self, first: int, free: int) -> Bound | None:
        """The longest phrase right before a lexeme that modifies numbers."""
        for bound in self.lexicon.before.get(self.lexemes.word(first - 1), ()):
            start = first - len(bound.words)
            if start >= free and tuple(self.words[start:first]) == bound.words and (bound.prepositional or not self.is_preposition(start)):
                return bound
        return None

    @staticmethod
    def _with(e: Expression, bound: Bound) -> Expression:
        """The expression as a modifier changes it. The outer of two contrary ones holds."""
        e = replace(e, bounded=True)
        if bound.effect == "about":
            return replace(e, approximate=True)
        if bound.effect == "least":
            return replace(e, low=e.high if e.low is None else e.low, high=None)
        if bound.effect == "most":
            return replace(e, high=e.low if e.high is None else e.high, low=None)
        return replace(e, each=True) if bound.effect == "each" else e
