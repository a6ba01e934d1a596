"""Misspelt countries: near misses of long words, nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.actors.spelling import likely_country


@pytest.mark.parametrize(
    ("word", "country"),
    [
        ("Belaru", "BLR"), ("Afganistan", "AFG"), ("Ethopia", "ETH"), ("Quatar", "QAT"), ("Venezula", "VEN"), ("Phillippines", "PHL"),
        ("Kazakstan", "KAZ"),
    ],
)  # fmt: skip
def test_near_misses(word: str, country: str) -> None:
    assert likely_country(word) == country


@pytest.mark.parametrize(
    "word", ["Columbia", "Austin", "Algiers", "Magnolia", "Niagara", "Chad", "Chile", "Peter", "", "1234567", "Xyzzyxyzzy"]
)
def test_others_are_left_alone(word: str) -> None:
    assert likely_country(word) in (None, "CHL")


@given(st.text(max_size=20))
def test_any_word_gives_a_code_or_nothing(word: str) -> None:
    found = likely_country(word)
    assert found is None or (len(found) == 3 and found.isupper())
