"""A row is added in its place, or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.errors import OutputError, TableError, UsageError
from khronika.tables.add import add_row
from khronika.tables.checker import check_tables
from khronika.tables.write import table_file
from tests.tables.conftest import HEADER

ALPHA = {"name": "Alpha Party", "aliases": "AP", "country": "FRA", "sector": "PTY"}
GAMMA = {"name": "Gamma Party", "country": "ESP", "sector": "PTY", "until": "1999"}


def test_the_row_stands_in_its_place(tables):
    path = tables.write("actors/parties.tsv", ALPHA, GAMMA)
    assert add_row("parties", {"name": "Beta Party", "country": "ITA", "sector": "PTY"}, tables.root) == "actors/parties.tsv:6"
    assert [row["name"] for row in tables.rows("actors/parties.tsv")] == ["Alpha Party", "Beta Party", "Gamma Party"]
    assert tables.rows("actors/parties.tsv")[1]["source"] == "general knowledge"
    assert path.read_text("utf-8").startswith(HEADER)
    assert check_tables(tables.root) == []


def test_only_one_line_changes(tables):
    path = tables.write("actors/parties.tsv", ALPHA, GAMMA)
    before = path.read_text("utf-8").splitlines()
    place = add_row("parties", {"name": "Zeta", "country": "ITA", "sector": "PTY", "checked": "2026-01"}, tables.root)
    after = path.read_text("utf-8").splitlines()
    line = int(place.rpartition(":")[2])
    assert after[line - 1].startswith("Zeta\t")
    assert after[: line - 1] + after[line:] == before


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": "Beta", "country": "ITX", "sector": "PTY"}, "country 'ITX' is no code"),
        ({"name": "Beta", "country": "ITA", "sector": "XXX"}, "sector 'XXX' is no sector"),
        ({"name": "", "country": "ITA"}, "name '' is empty"),
        ({"name": "Beta", "country": "ITA", "since": "2001-13"}, "a date that the calendar lacks"),
        ({"name": "Beta", "country": "ITA", "aliases": "AP"}, "'AP' is claimed by actors/parties.tsv:5"),
        ({"name": "AP", "country": "ITA"}, "'AP' is claimed by actors/parties.tsv:5"),
        ({"name": "Alpha Party", "country": "FRA"}, "says again what line 5 says"),
        ({"name": "#Beta", "country": "ITA"}, "would be a comment"),
        ({"name": "Be\u200bta", "country": "ITA"}, "cannot be seen"),
        ({"name": "Big House", "country": "FRA"}, "'Big House' is claimed by actors/metonyms.tsv:5"),
    ],
)
def test_a_faulty_row_is_refused_and_nothing_written(tables, values, words):
    path = tables.write("actors/parties.tsv", ALPHA, GAMMA)
    tables.write("actors/metonyms.tsv", {"word": "Big House", "country": "USA", "sector": "GOV", "kind": "building"})
    before = path.read_bytes()
    with pytest.raises(TableError) as raised:
        add_row("parties", values, tables.root)
    assert words in str(raised.value)
    assert path.read_bytes() == before


def test_all_faults_are_told_at_once(tables):
    tables.write("actors/parties.tsv")
    with pytest.raises(TableError) as raised:
        add_row("parties", {"name": "Beta", "country": "??", "sector": "??", "since": "soon"}, tables.root)
    assert all(word in str(raised.value) for word in ("country", "sector", "since"))


def test_faults_of_other_rows_do_not_stop_an_addition(tables):
    tables.write("actors/parties.tsv", ALPHA, {**GAMMA, "country": "??"})
    add_row("parties", {"name": "Beta Party", "country": "ITA", "sector": "PTY"}, tables.root)
    assert len(tables.rows("actors/parties.tsv")) == 3


@pytest.mark.parametrize(
    ("table", "values", "words"),
    [
        ("colours", {}, "there is no table 'colours'"),
        ("parties", {"nme": "Beta"}, "no column 'nme'"),
        ("en", {"word": "x"}, "more than one table is named 'en'; say which".split(";", maxsplit=1)[0]),
        ("../parties", {}, "there is no table"),
    ],
)
def test_a_wrong_call_is_told(tables, table, values, words):
    tables.write("actors/parties.tsv", ALPHA)
    tables.write("modes/en.tsv")
    tables.write("status/en.tsv")
    with pytest.raises(UsageError) as raised:
        add_row(table, values, tables.root)
    assert words in str(raised.value)


@pytest.mark.parametrize("name", ["parties", "actors/parties", "actors/parties.tsv", "parties.tsv"])
def test_a_table_has_several_names(tables, name):
    path = tables.write("actors/parties.tsv", ALPHA)
    assert table_file(name, tables.root) == path


def test_a_broken_table_is_left_alone(tables):
    path = tables.write("actors/parties.tsv", ALPHA)
    path.write_text(path.read_text("utf-8") + "Beta\tB\n", "utf-8")
    with pytest.raises(TableError, match="mend the table first"):
        add_row("parties", {"name": "Gamma", "country": "ITA"}, tables.root)


def test_a_folder_that_cannot_be_written_is_told(tables, monkeypatch):
    path = tables.write("actors/parties.tsv", ALPHA)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputError, match=r"cannot be written \(No space left on device\)"):
        add_row("parties", {"name": "Beta", "country": "ITA"}, tables.root)
    assert path.read_bytes() == before
    assert sorted(p.name for p in path.parent.iterdir()) == ["README.md", "parties.tsv"]


def test_preferred_order_is_kept(tables):
    first = {"name": "b", "pattern": "NUM", "reading": "time"}
    tables.write("times/en/rules.tsv", first)
    add_row("rules", {"name": "a", "pattern": "NUM", "reading": "time"}, tables.root)
    assert [row["name"] for row in tables.rows("times/en/rules.tsv")] == ["b", "a"]


@given(st.text(min_size=1, max_size=30), st.text(max_size=30))
def test_whatever_is_added_leaves_sound_tables(name, alias):
    with tempfile.TemporaryDirectory() as folder:
        from tests.tables.conftest import Tables

        tables = Tables(Path(folder))
        path = tables.write("actors/parties.tsv", ALPHA, GAMMA)
        before = path.read_bytes()
        try:
            place = add_row("parties", {"name": name, "aliases": alias, "country": "ITA", "sector": "PTY"}, tables.root)
        except TableError:
            assert path.read_bytes() == before
            return
        assert check_tables(tables.root) == []
        line = path.read_text("utf-8").splitlines()[int(place.rpartition(":")[2]) - 1]
        assert line.split("\t")[0] == next(r["name"] for r in tables.rows("actors/parties.tsv") if r["country"] == "ITA")
