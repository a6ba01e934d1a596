"""The tables of times: every row can be used, and every example in a rule's note is read by that rule."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from khronika.errors import TableError
from khronika.model import Analysis
from khronika.tables import data_path, read_tsv
from khronika.times import patterns
from khronika.times.items import items_of
from khronika.times.lexicon import COLUMNS, lexicon
from khronika.times.patterns import compile_rules
from khronika.times.readings import _READINGS

FOLDER = data_path("times/en")
RULES = read_tsv("times/en/rules.tsv", patterns.COLUMNS)
EXAMPLES = [(row["name"], example.strip()) for row in RULES if row["reading"] != "part" for example in row["note"].split(";")]


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_a_rule_reads_its_examples(bare: Callable[[str], Analysis], name: str, example: str) -> None:
    words = lexicon("en")
    analysis = bare(example)
    line, _ = items_of(analysis, analysis.sentences[0], words)
    rule = next(rule for rule in words.rules if rule.name == name)
    match = rule.regex.match(line)
    assert match is not None
    assert match.end() == len(line)


def test_every_rule_has_a_reading() -> None:
    assert {row["reading"] for row in RULES} - {"part"} <= set(_READINGS)
    assert all(row["name"].startswith("@") == (row["reading"] == "part") for row in RULES)


def test_every_example_is_told() -> None:
    assert all(example for _, example in EXAMPLES)


@pytest.mark.parametrize("name", ["words", "holidays"])
def test_words_are_sorted_and_single(name: str) -> None:
    rows = [(row["word"].lower(), row["word"], row["class"], row["value"]) for row in read_tsv(FOLDER / f"{name}.tsv", COLUMNS)]
    assert rows == sorted(rows)
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize(("name", "columns"), [("tense", ("kind", "word", "tense", "note")), ("ties", ("kind", "word", "reading", "note"))])
def test_other_tables_are_sorted(name: str, columns: tuple[str, ...]) -> None:
    rows = [(row["kind"], row["word"]) for row in read_tsv(FOLDER / f"{name}.tsv", columns)]
    assert rows == sorted(rows)
    assert len(set(rows)) == len(rows)


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rule table of its own, empty but for its header."""
    path = tmp_path / "rules.tsv"
    path.write_text("name\tpattern\treading\tnote\n", "utf-8")
    monkeypatch.setattr(
        patterns, "rows", lambda language: {r["name"]: (r["pattern"], r["reading"]) for r in read_tsv(path, patterns.COLUMNS)}
    )
    return path


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("@a\t@b\tpart\t\n@b\t@a\tpart\t\nx\t@a\tcalendar\t\n", "within itself"),
        ("x\t@nowhere\tcalendar\t\n", "there is no row @nowhere"),
        ("x\tNOCLASS\tcalendar\t\n", "no word has the class 'NOCLASS'"),
    ],
)
def test_a_faulty_rule_is_told(table: Path, rows: str, message: str) -> None:
    table.write_text(table.read_text("utf-8") + rows, "utf-8")
    with pytest.raises(TableError, match=message):
        compile_rules("en", {"MONTH": "a"})
