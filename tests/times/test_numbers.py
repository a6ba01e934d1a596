"""Numbers in digits and in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.times.lexicon import lexicon
from khronika.times.numbers import SHAPES, number, spelled, split


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1989", {"NUM": "1989", "YEAR": "1989"}),
        ("0900", {"NUM": "900"}),
        ("7th", {"ORD": "7", "DAY": "07"}),
        ("40th", {"ORD": "40"}),
        ("1980s", {"DECADE": "198"}),
        ("80s", {"DECADE": "198"}),
        ("1,500", {"NUM": "1500"}),
        ("2.5", {"NUM": "2.5"}),
        ("17:45", {"CLOCK": "17:45"}),
        ("29:45", {}),
        ("1/2", {"FRACTION": "0.5"}),
        ("5/3", {"FRACTION": "1.66667"}),
        ("24", {"NUM": "24", "TWO": "24", "YY": "24", "DAY": "24", "HOUR": "24"}),
        ("abc", {}),
        ("²", {}),
        ("1" * 40, {}),
    ],
)
def test_digits(text: str, values: dict[str, str]) -> None:
    assert number(text) == values


@pytest.mark.parametrize(
    ("words", "value", "year"),
    [
        ([20, 4], "24", None),
        ([19, 79], "1979", "1979"),
        ([19, 70, 9], "1979", "1979"),
        ([2, 1000], "2000", None),
        ([3, 100, 20], "320", None),
        ([1, 2], None, None),
        ([1, 100], "100", None),
    ],
)
def test_words(words: list[int], value: str | None, year: str | None) -> None:
    found = spelled(words)
    assert found.get("NUM") == value
    assert found.get("YEAR") == year


@given(st.text(alphabet="0123456789:/.,-–thsndr apm", max_size=20))
def test_splitting_keeps_every_part_in_place(text: str) -> None:
    spans = split(text)
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in zip(spans, spans[1:], strict=False))
    assert "".join(text[a:b] for a, b in spans) == "".join(text.split())


@given(st.from_regex(r"[0-9]{1,7}([.,:/][0-9]{1,4}){0,2}(st|nd|rd|th|s)?", fullmatch=True))
def test_every_number_has_a_shape_that_rules_know(text: str) -> None:
    values = number(text)
    assert not values or frozenset(values) in {frozenset(shape) for shape in SHAPES}


@given(st.lists(st.integers(0, 20) | st.sampled_from([30, 50, 90, 100, 1000, 10**6]), min_size=1, max_size=6))
def test_every_spelled_number_has_a_shape_that_rules_know(words: list[int]) -> None:
    values = spelled(words)
    assert not values or frozenset(values) in {frozenset(shape) for shape in SHAPES}


def test_an_article_counts_only_before_hundred_and_thousand() -> None:
    words = lexicon("en")
    assert words.numeral("a") is None
    assert words.numeral("a", article=True) == 1
    assert words.numeral("Twelve") == 12
