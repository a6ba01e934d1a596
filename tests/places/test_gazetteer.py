"""The gazetteer file: what is written can be looked up, and a damaged file is told."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.places.gazetteer import HEADER, DamagedFileError, Gazetteer, Row, write

ROWS = (
    Row(1, ("Northland", "Республика Северная"), 50.0, 20.0, "NOR", "country", population=5_000_000, code="NOR", main=2),
    Row(2, ("Lake Province", "Lake"), 51.0, 21.0, "NOR", "admin1", population=900_000, code="NO.01"),
    Row(3, ("Lakeside", "Озёрск"), -51.25, 179.99999, "NOR", "city", 1, None, 80_000, capital=True),
    Row(4, ("Lakeside",), 10.0, -170.5, "SOU", "city", None, None, 900),
    Row(0, ("Wide Sea",), None, None, "", "region", population=10),
)


def made(path: Path, rows: tuple[Row, ...] = ROWS) -> Gazetteer:
    with path.open("wb") as handle:
        write(rows, handle)
    return Gazetteer(path)


def test_places_are_found_by_any_of_their_names_the_larger_first(tmp_path: Path) -> None:
    gazetteer = made(tmp_path / "g.bin")
    assert [m.place.geonameid for m in gazetteer.matches("LAKESIDE")] == [3, 4]
    assert [m.place.name for m in gazetteer.matches("озёрск")] == ["Lakeside"]
    assert gazetteer.matches("Nowhere") == gazetteer.matches("") == ()


def test_a_match_says_whether_the_name_is_a_main_one(tmp_path: Path) -> None:
    gazetteer = made(tmp_path / "g.bin")
    assert [m.main for m in gazetteer.matches("Lake")] == [False]
    assert [m.main for m in gazetteer.matches("Республика Северная")] == [True]


def test_a_place_comes_back_as_it_was_written(tmp_path: Path) -> None:
    place = made(tmp_path / "g.bin").matches("Озёрск")[0].place
    assert (place.name, place.lat, place.lon, place.country, place.kind) == ("Lakeside", -51.25, 179.99999, "NOR", "city")
    assert (place.population, place.capital, place.admin2) == (80_000, True, None)


def test_divisions_are_places_of_the_file(tmp_path: Path) -> None:
    gazetteer = made(tmp_path / "g.bin")
    division = gazetteer.matches("Lakeside")[0].place.admin1
    assert division is not None
    assert gazetteer.place(division).name == "Lake Province"


def test_what_is_unknown_is_none(tmp_path: Path) -> None:
    place = made(tmp_path / "g.bin").matches("Wide Sea")[0].place
    assert (place.geonameid, place.lat, place.lon, place.country) == (None, None, None, None)


def test_codes_are_looked_up_and_are_no_names(tmp_path: Path) -> None:
    gazetteer = made(tmp_path / "g.bin")
    found = [gazetteer.coded(code) for code in ("NOR", "NO.01", "4")]
    assert [place and place.geonameid for place in found] == [1, 2, 4]
    assert gazetteer.coded("XXX") is None
    assert gazetteer.matches("NOR") == ()


def test_numbers_are_read_on_a_machine_of_the_other_byte_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path / "g.bin")
    monkeypatch.setattr(sys, "byteorder", "big")
    assert [m.place.geonameid for m in Gazetteer(tmp_path / "g.bin").matches("Lakeside")] == [3, 4]


def test_the_empty_gazetteer_has_no_places(tmp_path: Path) -> None:
    gazetteer = made(tmp_path / "g.bin", ())
    assert gazetteer.size == gazetteer.names == 0
    assert gazetteer.matches("Lakeside") == ()


@pytest.mark.parametrize("keep", [0, 5, HEADER.size, HEADER.size + 7, -1])
def test_a_file_cut_short_is_damaged(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "g.bin"
    made(path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(DamagedFileError):
        Gazetteer(path)


@pytest.mark.parametrize("at", [0, HEADER.size + 3, -3])
def test_a_changed_byte_is_damage(tmp_path: Path, at: int) -> None:
    path = tmp_path / "g.bin"
    made(path)
    data = bytearray(path.read_bytes())
    data[at] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(DamagedFileError):
        Gazetteer(path)


def test_more_at_the_end_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "g.bin"
    made(path)
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(DamagedFileError):
        Gazetteer(path)


NAMES = st.lists(
    st.text(alphabet="abcdeéБяñ -.'", min_size=1, max_size=12).filter(lambda s: any(c.isalpha() for c in s)), min_size=1, max_size=4
)


@settings(max_examples=30)
@given(st.lists(st.tuples(NAMES, st.floats(-90, 90), st.floats(-180, 180), st.integers(0, 2**33)), max_size=20))
def test_whatever_is_written_is_found(tmp_path_factory: pytest.TempPathFactory, places: list[tuple[list[str], float, float, int]]) -> None:
    rows = tuple(
        Row(k + 1, tuple(names), lat, lon, "AAA", "city", None, None, people) for k, (names, lat, lon, people) in enumerate(places)
    )
    buffer = io.BytesIO()
    write(rows, buffer)
    path = tmp_path_factory.mktemp("g") / "g.bin"
    path.write_bytes(buffer.getvalue())
    gazetteer = Gazetteer(path)
    for row in rows:
        for name in row.names:
            found = {m.place.geonameid: m.place for m in gazetteer.matches(name)}
            assert row.geonameid in found
            place = found[row.geonameid]
            assert place.lat is not None and row.lat is not None and abs(place.lat - row.lat) <= 1e-5
