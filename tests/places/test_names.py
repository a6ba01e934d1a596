from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.places.names import key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St. Louis", "Saint Louis"),
        ("Port-au-Prince", "port au prince"),
        ("Coeur d'Alene", "Coeur d’Alene"),
        ("Łódź", "Lodz"),
        ("Københavns", "Kobenhavns"),
        ("The Hague", "Hague"),
        ("U.S.", "US"),
        ("Ft. Worth", "Fort Worth"),
        ("MIŃSK", "minsk"),
        ("Брэст", "БРЭСТ"),
        ("Gilgit–Baltistan", "Gilgit-Baltistan"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), [("Brest", "Breast"), ("Minsk", "Минск"), ("Georgia", "Georgian"), ("St", "Stem")])
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize("text", ["", "  ", "...", "'’", "—"])
def test_nothing_is_left_of_no_letters(text: str) -> None:
    assert key(text) == ""


@given(st.text())
def test_a_key_is_trimmed_and_has_single_spaces(text: str) -> None:
    found = key(text)
    assert found == found.strip()
    assert "  " not in found


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz .-'", max_size=30))
def test_case_does_not_matter(text: str) -> None:
    assert key(text.upper()) == key(text) == key(text.title())
