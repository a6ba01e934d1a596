"""Numbers that count nothing: ages, dates, times of day, labels, scores, telephone numbers, parts of names."""

from __future__ import annotations

from collections.abc import Sequence

from khronika.model import Analysis, Timex
from khronika.quantities.expressions import DASHES, Expression
from khronika.quantities.lexemes import Lexemes
from khronika.quantities.words import Lexicon

YEARS = range(1800, 2100)
OLDEST = 115
SCORING = frozenset({"win", "beat", "lose", "draw", "score", "defeat", "lead", "trail", "tie", "victory", "loss"})
NEAR = 5
# So many numbers in a row are a telephone number or a table.
RUN = 3
LISTING = frozenset({",", "and", "or"})
# What stands before and after an age: "Ivan Petrov, 45, said", "Mary Major (32)".
AGES = {(",", ","), ("(", ")"), (",", "."), (",", ";"), (",", "and"), (",", ")"), (",", "who")}
# Before "one": "the one", "every one".
NO_NUMBER = frozenset({"the", "this", "that", "which", "any", "no", "every", "each"})
HIGHEST_SCORE = 200


class Excluder:
    """Decides for the expressions of one article whether they count anything."""

    def __init__(self, analysis: Analysis, lexemes: Lexemes, lexicon: Lexicon, timexes: Sequence[Timex]) -> None:
        self.analysis, self.tokens = analysis, analysis.tokens
        self.lexemes, self.words, self.lexicon = lexemes, lexemes.words, lexicon
        self._last: int | None = None  # where the expression before this one ended, if it was excluded
        self._dates = {at for timex in timexes for at in range(timex.start, timex.end)}

    def excludes(self, e: Expression, counted: int, *, named: bool) -> bool:
        """Whether an expression is no quantity. `counted` is the token that it counts, `named` whether that is another word.

        Call it for the expressions in order: what is listed after an age or a label is one too ("ages 7, 9 and 12").
        """
        listed = not named and self._last is not None and all(w in LISTING for w in self.words[self._last : e.first])
        found = (listed and self._last != e.first) or self._is_no_count(e, counted, named=named)
        self._last = e.last if found else None
        return found

    def _is_no_count(self, e: Expression, counted: int, *, named: bool) -> bool:
        if self.lexemes.starts[e.core] in self._dates or self._glued(e) or self._labelled(e, named=named) or self._in_name(e):
            return True
        if e.money or e.unit == "percent":
            return e.kind == "share" and self._period(e, counted, named=named)
        if self._clock(e) or self._telephone(e) or self._dashed(e) or self._score(e, named=named):
            return True
        if named and self.tokens[counted].lemma in self.lexicon.durations:
            return True
        if e.bounded or e.ranged:
            return False
        return (
            self._year(e, counted, named=named) or self._age(e) or self._pronoun(e, named=named) or (named and self._numbered(e, counted))
        )

    def _glued(self, e: Expression) -> bool:
        """Whether letters, slashes or points touch the number: "G20", "AK-47", "24/7", "12th", "3:30", "example.com/7"."""
        lexemes = self.lexemes
        before, after = lexemes.word(e.first - 1), lexemes.word(e.last)
        if before and lexemes.glued(e.first - 1) and self.words[e.first][0].isdecimal():
            if before[-1].isalnum() or before[-1] in "/:._@#\\&=°":
                return True
            if before[-1] in DASHES and lexemes.glued(e.first - 2) and lexemes.word(e.first - 2)[-1:].isalpha():
                return True
        if after and lexemes.glued(e.last - 1) and self.words[e.last - 1][-1].isdecimal():
            if after[0].isalnum() or after[0] in "/\\_@=°":
                return True
            if after[0] in ":." and lexemes.glued(e.last) and lexemes.word(e.last + 1)[:1].isalnum():
                return True
        return False

    def _labelled(self, e: Expression, *, named: bool) -> bool:
        """Whether the number is a label: "Article 19", "room 101" (but "in the room 40 people waited"), "the Chicago Seven"."""
        before = self.lexemes.word(e.first - 1)
        if before in self.lexicon.labels or before in ("#", "№") or (before in self.lexicon.weak_labels and not named):
            return True
        if before == "." and self.lexemes.word(e.first - 2) in ("no", "nos", "art", "sec"):
            return True
        core = self.tokens[self.lexemes.tokens[e.core]]
        governor = self.tokens[core.head]
        if core.upos == "PROPN" and core.i and self.tokens[core.i - 1].upos == "PROPN" and core.text[0].isupper():
            return True  # "the Chicago Seven"
        # "Article 19", "Boeing 737", "Operation Two": the number follows the noun that it names
        singular = governor.upos == "PROPN" or (governor.upos == "NOUN" and governor.feats.get("Number") == "Sing")
        return core.deprel in ("nummod", "compound") and governor.i == core.i - 1 and not e.bounded and singular

    def _in_name(self, e: Expression) -> bool:
        """Whether the number is part of a name, not its first word."""
        token = self.lexemes.tokens[e.core]
        name = self.analysis.name_at(token)
        return name is not None and (name.first < token or self.tokens[token].upos == "PROPN" or self.words[e.core] == "one")

    def _clock(self, e: Expression) -> bool:
        """Whether this is a time of day ("5 p.m.", "1: 30") or a duration ("two-day", "a day or two")."""
        lexemes = self.lexemes
        if lexemes.word(e.last) == ":" and lexemes.word(e.last + 1).isdecimal():
            return True
        if lexemes.word(e.first - 1) == ":" and lexemes.word(e.first - 2).isdecimal():
            return True
        if lexemes.word(e.first - 1) == "or" and lexemes.word(e.first - 2) in self.lexicon.durations:
            return True
        step = e.last + 1 if lexemes.word(e.last) in DASHES else e.last
        return lexemes.word(step) in self.lexicon.clock or lexemes.word(step).removesuffix("s") in self.lexicon.durations

    def _period(self, e: Expression, counted: int, *, named: bool) -> bool:
        """Whether this is a part of a period: "the first half of the year"."""
        if self.lexemes.word(e.first - 1) in ("first", "second", "latter", "other"):
            return True
        return named and self.tokens[counted].lemma in self.lexicon.durations

    def _numbered(self, e: Expression, counted: int) -> bool:
        """Whether the number names one thing of many: "Stream 2 pipeline", "4 Harbour Street"; "one of the worst" counts nothing."""
        token, before = self.tokens[counted], self.lexemes.word(e.first - 1)
        if self.words[e.core] == "one" and self.lexemes.word(e.last) == "of":
            return any(t.feats.get("Degree") == "Sup" or t.text == "most" for t in self.tokens[self.lexemes.tokens[e.last] : counted])
        if token.feats.get("Number") != "Sing" or e.low is None or e.low < 2 or self.lexemes.word(e.last) in DASHES:
            return False
        previous = self.tokens[self.lexemes.tokens[e.first] - 1] if e.first else None
        return token.upos == "PROPN" or (before != "" and previous is not None and previous.upos == "PROPN")

    def _telephone(self, e: Expression) -> bool:
        """Whether the number stands in a run of three or more numbers with nothing but spaces or dashes between them, or after a plus."""
        lexemes = self.lexemes
        if lexemes.word(e.first - 1) == "+" or (lexemes.word(e.last) == ")" and lexemes.word(e.last + 1).isdecimal()):
            return True
        digits = self.words[e.core : e.core_end]
        if len(digits) == 3 and digits[1] in DASHES and [len(d) for d in digits] == [3, 1, 4] and digits[0].isdecimal():
            return True  # "822-1111"
        run, left, right = 1, e.first - 1, e.last
        while run < RUN and left >= 0 and self._part_of_run(left):
            run, left = run + self.words[left].isdecimal(), left - 1
        while run < RUN and right < len(self.words) and self._part_of_run(right):
            run, right = run + self.words[right].isdecimal(), right + 1
        return run == RUN and self.words[e.core][0].isdecimal()

    def _part_of_run(self, i: int) -> bool:
        return self.words[i].isdecimal() or self.words[i] in DASHES

    def _dashed(self, e: Expression) -> bool:
        """Whether a dash ties the number to other digits, as in "555-0199"."""
        lexemes = self.lexemes
        left = lexemes.word(e.first - 1) in DASHES and lexemes.word(e.first - 2).isdecimal() and lexemes.glued(e.first - 2)
        right = lexemes.word(e.last) in DASHES and lexemes.word(e.last + 1).isdecimal() and lexemes.glued(e.last)
        return self.words[e.core][0].isdecimal() and (left or right)

    def _score(self, e: Expression, *, named: bool) -> bool:
        """Whether this is one side of a result: "won 3-1", "52-48"."""
        if named or not self.words[e.core][0].isdecimal() or (e.high or 0) > HIGHEST_SCORE:
            return False
        if e.ranged and any(self.words[k] in DASHES for k in range(e.core, e.core_end)):
            token = self.lexemes.tokens[e.core]
            return any(t.lemma in SCORING for t in self.tokens[max(token - NEAR, 0) : token])
        return False

    def _year(self, e: Expression, counted: int, *, named: bool) -> bool:
        """Whether this may be a year: four plain digits that count no people."""
        word = self.words[e.core]
        if e.core_end - e.core != 1 or len(word) != 4 or not word.isdecimal() or int(word) not in YEARS:
            return False
        return not named or self.tokens[counted].feats.get("Number") != "Plur"

    def _age(self, e: Expression) -> bool:
        """Whether this is an age: "Ivan Petrov, 45, said", "Mary Major (32)"."""
        if e.high is None or not 0 < e.high <= OLDEST or e.core_end - e.core != 1:
            return False
        before, after = self.lexemes.word(e.first - 1), self.lexemes.word(e.last)
        previous = self.tokens[self.lexemes.tokens[e.first - 1] - 1] if e.first > 1 else None
        if previous is None:
            return False
        if (before, after) == (",", ",") and (
            previous.upos == "PART" or (previous.upos == "NOUN" and previous.feats.get("Number") == "Sing")
        ):
            return True
        return (before, after) in AGES and previous.upos == "PROPN"

    def _pronoun(self, e: Expression, *, named: bool) -> bool:
        """Whether "one" stands for somebody or something, and is no number."""
        if self.words[e.core] != "one" or e.core_end - e.core != 1:
            return False
        token = self.tokens[self.lexemes.tokens[e.core]]
        if self.lexemes.word(e.first - 1) in NO_NUMBER or self.lexemes.word(e.last) == "another":
            return True
        return token.upos not in ("NUM", "PRON", "DET") if named else token.upos != "NUM" or token.relation not in ("nsubj", "obj", "conj")
