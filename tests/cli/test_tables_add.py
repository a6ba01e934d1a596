"""Adding to tables from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from khronika.tables.schemas import schema_of

PARTIES = Path("t/actors/parties.tsv")


@pytest.fixture
def parties(khronika) -> Path:
    """An empty table of parties in the working folder of a call."""
    PARTIES.parent.mkdir(parents=True)
    (PARTIES.parent / "README.md").write_text("# A\n")
    columns = "\t".join(schema_of("actors/parties.tsv").columns)
    PARTIES.write_text(f"# title: T\n# source: own\n# licence: CC0\n{columns}\n")
    return PARTIES


def test_a_row_is_added(khronika, parties):
    done = khronika("tables", "add", "parties", "name=Rose Party", "country=FRA", "sector=PTY", "--in", "t")
    assert done.exit_code == 0
    assert "added: actors/parties.tsv:5" in done.stderr
    assert parties.read_text("utf-8").splitlines()[4].startswith("Rose Party\t\tFRA\tPTY\t")


@pytest.mark.parametrize(
    ("cells", "code", "words"),
    [
        (["name=Rose Party", "country=FRX"], 1, "country 'FRX' is no code"),
        (["name=Rose Party", "colour=red"], 2, "no column 'colour'"),
        (["Rose Party"], 2, "is no COLUMN=VALUE"),
        (["name=Rose", "name=Party"], 2, "is given twice"),
    ],
)
def test_what_cannot_be_added_is_told(khronika, parties, cells, code, words):
    before = parties.read_bytes()
    done = khronika("tables", "add", "parties", *cells, "--in", "t")
    assert done.exit_code == code
    assert words in done.stderr
    assert parties.read_bytes() == before


def test_a_query_result_is_taken_in(khronika, parties):
    cells = [{"name": "Rose Party", "country": "FRA"}, {"name": "Lily Party", "country": "Nowhere"}]
    bindings = [{key: {"type": "literal", "value": value} for key, value in row.items()} for row in cells]
    Path("r.json").write_text(json.dumps({"head": {"vars": []}, "results": {"bindings": bindings}}))
    done = khronika("tables", "update", "parties", "r.json", "--in", "t")
    assert done.exit_code == 0
    assert done.stdout.startswith("Lily Party: country 'Nowhere' is no code")
    assert "added: 1, refreshed: 0, kept: 0, passed over: 1" in done.stderr
    assert parties.read_text("utf-8").splitlines()[4].startswith("Rose Party\t")


@pytest.mark.parametrize(("file", "code", "words"), [("gone.json", 1, "cannot be read"), ("t", 1, "cannot be read")])
def test_a_file_that_cannot_be_read(khronika, parties, file, code, words):
    done = khronika("tables", "update", "parties", file, "--in", "t")
    assert (done.exit_code, words in done.stderr) == (code, True)
