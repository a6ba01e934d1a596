from __future__ import annotations

import pytest

from khronika.places.sources import _division_names, _middle, _usable


def test_the_middle_of_a_box() -> None:
    assert _middle([10.0, 20.0, 30.0, 50.0, 0.0]) == (15.0, 40.0)
    assert _middle(None) == (None, None)


def test_a_box_across_the_date_line_has_its_middle_there() -> None:
    lat, lon = _middle([60.0, 70.0, -175.0, 165.0, 0.0])
    assert lat == 65.0
    assert lon == pytest.approx(175.0)


@pytest.mark.parametrize("name", ["New York", "Минск", "白俄", "Ōita", "St. Paul"])
def test_names_that_texts_use(name: str) -> None:
    assert _usable(name)


@pytest.mark.parametrize("name", ["MSQ", "ming si ke", "NYC", "Rue 12e", "minska", "城"])
def test_names_that_texts_do_not_use(name: str) -> None:
    assert not _usable(name)


def test_a_division_is_called_by_its_english_name() -> None:
    names, main = _division_names("Bayerischer Kreis", ["Bavarian District", "Bavaria"], [], ["Bavaria"])
    assert names[0] == "Bavaria"
    assert "Bayerischer Kreis" in names
    assert 1 <= main <= len(names)


def test_a_division_without_one_takes_the_name_in_plain_letters() -> None:
    names, _ = _division_names("Ozernaja voblasć", ["Lake Region", "Озерная область"], [], [])
    assert names[0] == "Lake Region"
    assert "Lake" in names


def test_the_word_for_its_kind_may_be_left_out() -> None:
    names, _ = _division_names("Stone County", [], [], [])
    assert names == ("Stone County", "Stone")


def test_an_inverted_name_is_turned() -> None:
    assert _division_names("Ozeria, Respublika", [], [], [])[0][0] == "Ozeria"
