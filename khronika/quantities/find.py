"""The quantity stage: the numbers of an article and what they count.

"About 1,000 of the 7,000 people arrested were freed."
About 1,000: 1000, approximate, people, of 7,000;  7,000: 7000, people
"""

from __future__ import annotations

from khronika.model import Analysis, Quantity, Record
from khronika.model.quantity import QuantityRole
from khronika.quantities.counted import Counted, Counting
from khronika.quantities.exclude import Excluder
from khronika.quantities.expressions import Expression, Expressions
from khronika.quantities.lexemes import Lexemes
from khronika.quantities.shares import as_part
from khronika.quantities.words import Lexicon, lexicon

# "eleven others": the noun says nothing of what is counted
UNNAMED = frozenset({"other"})


class QuantityStage:
    """Finds quantities and says what they count; the role is set where the counted word itself tells it."""

    name = "quantities"
    version = "1"
    reads = ("analysis", "timexes")
    writes = ("quantities",)

    def code(self, record: Record) -> Record:
        """The record with its quantities, in the order of the text."""
        analysis = record.analysis
        known = lexicon(analysis.language) if analysis is not None else None
        if analysis is None or known is None:
            return record.adding(quantities=())
        return record.adding(quantities=tuple(Finder(analysis, known, record).find()))


class Finder:
    """Finds the quantities of one article."""

    def __init__(self, analysis: Analysis, known: Lexicon, record: Record) -> None:
        self.analysis, self.tokens, self.known = analysis, analysis.tokens, known
        timexes = record.timexes or ()
        self.lexemes = Lexemes(analysis.tokens, known.words, frozenset(timex.end for timex in timexes))
        self.expressions = Expressions(self.lexemes, known, self._is_preposition)
        self.counting = Counting(analysis)
        self.excluder = Excluder(analysis, self.lexemes, known, timexes)

    def find(self) -> list[Quantity]:
        """The quantities in order of the text."""
        pairs: list[tuple[Quantity, Counted]] = []
        for expression in self.expressions:
            at = self.lexemes.tokens
            core, core_end = at[expression.core], at[expression.core_end - 1] + 1
            counted = self.counting.of(core, core_end, at[expression.last - 1] + 1)
            if not self.excluder.excludes(expression, counted.head, named=counted.named):
                pairs.append((self._quantity(expression, counted), counted))
        return self._with_wholes(pairs)

    def _quantity(self, e: Expression, counted: Counted) -> Quantity:
        start, end = self.lexemes.starts[e.first], self.lexemes.ends[e.last - 1]
        lemma = self.tokens[counted.head].lemma.lower()
        counts = counted.named and self.tokens[counted.head].upos in ("NOUN", "PROPN") and lemma not in UNNAMED
        unit = e.unit or (lemma if counts else None)
        role: QuantityRole | None = self.known.roles.get(lemma) if counted.named and e.unit is None else None
        if e.money and e.unit == "USD":
            role = "money_usd"
        low, high = (e.low, e.high) if e.kind != "share" else (_rounded(e.low), _rounded(e.high))
        by = "grammar:" + (e.kind if not e.money else "money")
        return Quantity(start, end, self.analysis.text[start:end], low, high, e.approximate, unit, role, None, counted.head, by)

    def _with_wholes(self, pairs: list[tuple[Quantity, Counted]]) -> list[Quantity]:
        """Tie a part to its whole: the next quantity, if it counts the same word after "of"."""
        found = [quantity for quantity, _ in pairs]
        if not any(counted.whole for _, counted in pairs):
            return found
        for k in range(len(pairs) - 2, -1, -1):
            (part, counted), whole = pairs[k], found[k + 1]
            if counted.whole and whole.head == part.head and whole.unit != "percent":
                found[k] = as_part(part, whole)
        return found

    def _is_preposition(self, lexeme: int) -> bool:
        token = self.tokens[self.lexemes.tokens[lexeme]]
        if token.deprel not in ("case", "mark") or token.i == 0:
            return False
        # "a row over 20 seats"; at the start of a clause ("Over 20 were hurt") the parser is mistaken
        previous = self.tokens[token.i - 1]
        return previous.sentence == token.sentence and previous.upos in ("NOUN", "PROPN", "VERB", "ADJ", "ADV", "PRON", "NUM")


def _rounded(percent: float | None) -> float | None:
    return None if percent is None else round(percent, 1)
