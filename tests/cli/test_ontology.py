from __future__ import annotations

import json
from pathlib import Path

import pytest

HEAD = "title: T\nsource: own\nlicence: CC0\n"
TYPE = HEAD + "types:\n  x-zap:\n    label: A\n    definition: B\n    predicates: [{lemma: zap, pos: verb}]\n"


def test_faults_are_lines_with_their_place(khronika):
    Path("o.yaml").write_text(TYPE + "    quad: 9\n    scale: 99\n")
    done = khronika("ontology", "check", "o.yaml")
    assert done.exit_code == 1
    assert [line.split(": ")[:2] for line in done.stdout.splitlines()] == [
        ["o.yaml:9", "types.x-zap.quad"],
        ["o.yaml:10", "types.x-zap.scale"],
    ]
    assert "faults: 2" in done.stderr


def test_a_file_that_is_none(khronika):
    done = khronika("ontology", "check", "gone.yaml")
    assert done.exit_code == 2
    assert "gone.yaml: cannot be read" in done.stderr


def test_sentences_are_put_to_the_test(khronika):
    # The coder of these tests knows arrests and nothing of its ontology.
    Path("o.yaml").write_text(TYPE + '    sentences: ["They [zap] it.", "Police arrested 40."]\n')
    done = khronika("ontology", "check", "o.yaml")
    assert done.exit_code == 1
    first, second = done.stdout.splitlines()
    assert first.startswith("o.yaml:9: x-zap: NOT found: They [zap] it.: no event")
    assert second.startswith("o.yaml:9: x-zap: found: Police arrested 40.: COERCE arrest [arrested]")
    assert "1 of 2 sentences found" in done.stderr


@pytest.mark.parametrize("verb", ["code", "annotate"])
def test_a_faulty_ontology_stops_before_the_first_article(khronika, verb):
    Path("a.txt").write_text("Police arrested 40.")
    Path("o.yaml").write_text(TYPE + "    quad: 9\n")
    done = khronika(verb, "a.txt", "--ontology", "o.yaml")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "o.yaml: line 9: types.x-zap.quad" in done.stderr


def test_explain_finds_the_ontology_of_the_run(khronika, monkeypatch):
    Path("a.txt").write_text("Police arrested 40.")
    Path("o.yaml").write_text(TYPE)
    Path("sub").mkdir()
    assert khronika("code", "a.txt", "-o", "own.jsonl", "--ontology", "o.yaml").exit_code == 0
    monkeypatch.chdir("sub")
    done = khronika("explain", "../own.jsonl")
    assert done.exit_code == 0
    assert "COERCE arrest" in done.stdout


def test_the_ontology_is_among_the_settings_of_the_run_and_shapes_its_hash(khronika):
    Path("a.txt").write_text("Police arrested 40.")
    Path('o "1".yaml').write_text(TYPE)
    assert khronika("code", "a.txt", "-o", "plain.jsonl").exit_code == 0
    assert khronika("code", "a.txt", "-o", "own.jsonl", "--ontology", 'o "1".yaml').exit_code == 0
    plain, own = (json.loads(Path(f"{name}.jsonl.run.json").read_text()) for name in ("plain", "own"))
    assert own["settings"]["events"]["ontology"] == str(Path('o "1".yaml').absolute())
    assert own["same"]["coding"] != plain["same"]["coding"]


def test_each_line_has_its_coding(khronika):
    Path("a.txt").write_text("Police arrested 40.")
    done = khronika("code", "a.txt", "--coding", "acled")
    assert json.loads(done.stdout)["coding"] == {"scheme": "acled", "event": "Strategic developments", "sub_event": "Arrests"}
    assert khronika("code", "a.txt", "--coding", "cameo", "--format", "csv").stdout.splitlines()[1].endswith(",cameo,Coerce,,17")


def test_no_coding_in_a_table_to_read(khronika):
    Path("a.txt").write_text("Police arrested 40.")
    done = khronika("code", "a.txt", "--coding", "acled", "--format", "table")
    assert done.exit_code == 2
    assert "--coding" in done.stderr
