"""Every row of the tables of places means something, and nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from khronika.places.build import gazetteer
from khronika.places.knowledge import SITES, coded, knowledge
from khronika.places.sources import ALIASES, REGIONS
from khronika.tables import data_path, read_tsv

TABLES = {
    "adjectives.tsv": ("word", "place"),
    "admin_points.tsv": ("code", "lat", "lon"),
    "aliases.tsv": ALIASES,
    "country_points.tsv": ("country", "lat", "lon"),
    "regions.tsv": REGIONS,
    "sites.tsv": SITES,
    "words.tsv": ("word", "use", "note"),
}
USES = {
    "division",
    "given",
    "ground",
    "in",
    "locate",
    "never",
    "ordinary",
    "part",
    "people",
    "scene",
    "site",
    "state",
    "tied",
    "title",
    "to",
}


def test_every_table_is_tested_and_told_of() -> None:
    folder = Path(data_path("places"))
    assert {p.name for p in folder.glob("*.tsv")} == set(TABLES)
    readme = (folder / "README.md").read_text("utf-8")
    assert all(f"`{name}`" in readme for name in TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_rows_are_sorted_and_stand_once(name: str) -> None:
    rows = [tuple(row.values()) for row in read_tsv(f"places/{name}", TABLES[name])]
    key = (lambda row: (row[1], row[0])) if name == "words.tsv" else (lambda row: row)
    assert rows == sorted(rows, key=key)
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize(
    ("name", "column"), [("adjectives.tsv", "place"), ("aliases.tsv", "place"), ("admin_points.tsv", "code"), ("sites.tsv", "place")]
)
def test_codes_are_those_of_places(name: str, column: str) -> None:
    unknown = {row[column] for row in read_tsv(f"places/{name}", TABLES[name]) if coded(row[column]) is None}
    assert not unknown


def test_all_countries_have_a_point_on_the_globe() -> None:
    for row in read_tsv("places/country_points.tsv", TABLES["country_points.tsv"]):
        place = coded(row["country"])
        assert place is not None and place.kind == "country"
        assert -90 <= float(row["lat"]) <= 90 and -180 <= float(row["lon"]) <= 180


def test_uses_of_words_are_those_that_the_code_knows() -> None:
    assert set(knowledge().words) == USES
    assert all(word == word.lower() for words in knowledge().words.values() for word in words)


@pytest.mark.parametrize(
    ("word", "country"), [("Belarusian", "BLR"), ("Belarusians", "BLR"), ("French", "FRA"), ("Chechens", "RUS"), ("Londoners", "GBR")]
)
def test_adjectives_in_the_singular_and_plural(word: str, country: str) -> None:
    place = coded(knowledge().adjective(word) or "")
    assert place is not None and place.country == country


@pytest.mark.parametrize("word", ["belarusian", "Belarus", "Table", ""])
def test_other_words_are_no_adjectives(word: str) -> None:
    assert knowledge().adjective(word) is None


@pytest.mark.parametrize(
    ("name", "ident"),
    [
        ("Belarus", 630336),
        ("Беларусь", 630336),
        ("白俄罗斯", 630336),
        ("Minsk", 625144),
        ("Мінск", 625144),
        ("Texas", 4736286),
        ("Middle East", 6269133),
    ],
)
def test_the_gazetteer_knows_places_in_many_languages(name: str, ident: int) -> None:
    assert ident in [m.place.geonameid for m in gazetteer().matches(name)]


def test_capitals_are_single_towns() -> None:
    washingtons = [m.place for m in gazetteer().matches("Washington") if m.place.country == "USA" and m.place.capital]
    assert [place.geonameid for place in washingtons] == [4140963]
