"""`khronika quotes` from the outside."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from khronika.cli.app import app

TEXT = (
    "Mayor Ana Horvat opened the bridge on Monday.\n"
    "“We will not close the harbour,” Horvat said. Dock workers said the plan was unclear.\n"
    "She said ferries would sail as before."
)


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "harbour.txt"
    path.write_text(TEXT, "utf-8")
    return path


def test_all_that_a_person_says_is_listed_with_offsets(article):
    done = CliRunner().invoke(app, ["quotes", "Horvat", str(article), "--format", "jsonl"])
    assert done.exit_code == 0, done.output
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["cue"] for row in rows] == ["said", "said"]
    assert "close the harbour" in rows[0]["content"]
    assert "ferries would sail as before" in rows[1]["content"]
    assert all(row["content"] in TEXT[row["start"] : row["end"]] for row in rows)


def test_the_table_names_who_and_what(article):
    done = CliRunner().invoke(app, ["quotes", "Horvat", str(article)])
    assert "harbour" in done.stdout
    assert "workers" not in done.stdout


def test_somebody_who_says_nothing_gives_nothing(article):
    done = CliRunner().invoke(app, ["quotes", "Petrov", str(article), "--format", "csv"])
    assert done.exit_code == 0
    assert done.stdout.splitlines() == ["article,published,publisher,source,source_name,cue,certainty,content,start,end"]


def test_a_name_without_a_word_is_refused(article):
    done = CliRunner().invoke(app, ["quotes", "--", "…", str(article)])
    assert done.exit_code == 2
    assert "no name" in done.stderr
