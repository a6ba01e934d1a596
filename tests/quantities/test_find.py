"""The grammar of numbers on hand-made tokens: offsets, hostile digits, and numbers that count nothing."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from khronika.model import Analysis, Article, Quantity, Record, Sentence, Timex, Token
from khronika.quantities.find import QuantityStage
from khronika.quantities.lexemes import value_of

WORD = re.compile(r"\w+(?:[.,'’]\w+)*|[^\w\s]")
WORDS = (
    "one two twelve twenty - five hundred thousand million dozen dozens hundreds thousands tens of and a half third thirds several few "
    "couple about at least more than up to between or so $ € US$ % per cent people rubles 1,000 7 300 000 1.5 5bn 40 ( ) no not some the "
    "each out 45 1994 days + > ~ ½ 12th 24/7 . ,"
).split()


def analysis_of(text: str) -> Analysis:
    """An analysis without syntax: every word hangs under the first, and numbers count the word after them."""
    tokens = []
    for i, match in enumerate(WORD.finditer(text)):
        word = match[0]
        upos = "NUM" if word[0].isdigit() else "NOUN" if word.isalpha() else "PUNCT"
        tokens.append(Token(i, match.start(), match.end(), word, word.lower(), upos, {}, 0, "dep" if i else "root", 0))
    sentences = (Sentence(0, 0, len(text), 0, len(tokens), 0, False),) if tokens else ()
    return Analysis(text, "en", tuple(tokens), sentences)


def find(text: str, timexes: tuple[Timex, ...] = ()) -> tuple[Quantity, ...]:
    record = QuantityStage().code(Record(Article("a", text), analysis=analysis_of(text), timexes=timexes))
    assert record.quantities is not None
    return record.quantities


def check(text: str) -> None:
    """What holds for the quantities of any text."""
    quantities = find(text)
    for q in quantities:
        assert text[q.start : q.end] == q.text
        assert q.text.strip() == q.text != ""
        assert q.low is None or (q.low >= 0 and math.isfinite(q.low))
        assert q.high is None or math.isfinite(q.high)
        assert q.low is None or q.high is None or q.low <= q.high
    assert all(a.end <= b.start for a, b in zip(quantities, quantities[1:], strict=False))


@given(st.lists(st.sampled_from(WORDS), max_size=14), st.sampled_from((" ", "  ", "\n", "\u00a0")))
@settings(max_examples=400, deadline=None)
def test_any_sequence_of_number_words(words: list[str], space: str) -> None:
    check(space.join(words))


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
@example("")
@example("-")
@example("one")
@example("²³ ½½ Ⅻ 三 ٠٠")
@example("1" * 5000)
@example(" ".join(["1"] * 300))
@example("hundred " * 200)
@example("three million " * 2000)
@example("five hundred five thousand " * 1000)
@example("1 " * 5000)
@example("1-" * 5000)
@example("half a " * 200)
@example("between and between 1 and")
@example("0,000,000 000 000 .5 5. ,5")
@example("\ud800 12 \udfff")
def test_any_text(text: str) -> None:
    check(text)


@given(st.integers(min_value=0, max_value=10**15))
@settings(deadline=None)
def test_grouped_digits_keep_their_value(n: int) -> None:
    for mark in (",", "'", "’", "\u00a0", "\u202f"):
        assert value_of(f"{n:,}".replace(",", mark), decimal=False) == n


@given(st.text(alphabet="0123456789.,'\u00a0٣４", max_size=40))
@settings(deadline=None)
def test_values_are_finite(text: str) -> None:
    value = value_of(text, decimal=False)
    assert value is None or (math.isfinite(value) and value >= 0)


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1.000", False, 1000), ("1.000", True, 1), ("1,5", True, 1.5), ("1,5", False, None), ("1,00,000", False, 100000),
        ("1,0000", False, None), ("12,34,56", False, None), ("0199", False, None), ("0", False, 0), ("0.5", False, 0.5),
        ("9" * 40, False, None), ("½", False, 0.5), ("²", False, None), ("٤٠", False, 40), ("1.2.3", False, None),
    ],
)  # fmt: skip
def test_value(text: str, decimal: bool, value: float | None) -> None:
    assert value_of(text, decimal=decimal) == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Article 7 stands", []),
        ("aged 45", []),
        ("at 3:30 sharp", []),
        ("the G20 met", []),
        ("an AK-47 fired", []),
        ("call 555-0199 now", []),
        ("three weeks of rain", []),
        ("one another", []),
        ("37 29 123 45 67", []),
        ("million", []),
        ("hundred", []),
        ("few", []),
        ("couple", []),
        ("$5", ["$5"]),
        ("up to 300+", ["up to 300+"]),
        ("five or 9", ["five or 9"]),
        ("1 or 3000", ["1", "3000"]),
        ("40 to 20", ["40", "20"]),
        ("from 40 to 60", ["40", "60"]),
        ("ranging from 40 to 60", ["40 to 60"]),
        ("10 000 people", ["10 000"]),
    ],
)
def test_what_counts(text: str, found: list[str]) -> None:
    assert [q.text for q in find(text)] == found


def test_dates_of_the_time_layer_are_no_quantities() -> None:
    text = "On May 5 300 people met"
    date = Timex(3, 8, "May 5", "DATE", "2020-05-05")
    assert [q.text for q in find(text)] == ["5 300"]
    assert [q.text for q in find(text, (date,))] == ["300"]


def test_no_tables_no_quantities() -> None:
    analysis = analysis_of("40 people")
    unknown = Analysis(analysis.text, "tlh", analysis.tokens, analysis.sentences)
    assert QuantityStage().code(Record(Article("a", analysis.text), analysis=unknown, timexes=())).quantities == ()
