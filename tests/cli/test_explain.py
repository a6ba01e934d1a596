from __future__ import annotations

import json
from pathlib import Path

import pytest

TEXT = "Police arrested 40 people in Minsk.\nThe president met workers.\n"


@pytest.fixture
def output(khronika):
    """An output of two events beside its input."""
    row = {"id": "a1", "text": TEXT, "published": "2020-08-14", "title": "A night", "language": "en"}
    Path("a.jsonl").write_text(json.dumps(row) + "\n")
    assert khronika("code", "a.jsonl", "-o", "out.jsonl").exit_code == 0
    return [json.loads(line) for line in Path("out.jsonl").read_text().splitlines()]


def test_an_event_of_an_output_with_all_grounds(khronika, output):
    done = khronika("explain", "out.jsonl", "--event", output[0]["id"][:8])
    assert done.exit_code == 0
    shown = done.stdout
    assert output[0]["id"] in shown
    assert output[1]["id"] not in shown
    assert "Police [arrested] 40 people in Minsk." in shown
    assert "A night" in shown
    for ground in ("predicates:1", "subj", "actors:1", "near", "times:1", "places:1", "num:1", "said:1", "default"):
        assert ground in shown, ground
    for value in ("COERCE arrest", "occurred", "BLR COP", "2020-08-14 day", "arrested 40..", "CAMEO 173"):
        assert value in shown, value


def test_without_an_id_every_event_is_explained(khronika, output):
    shown = khronika("explain", "out.jsonl").stdout
    assert all(line["id"] in shown for line in output)


def test_articles_are_coded_anew(khronika, output):
    shown = khronika("explain", "a.jsonl", "--event", output[1]["id"]).stdout
    assert "The president [met] workers." in shown
    Path("b.txt").write_text(TEXT)
    assert "[arrested]" in khronika("explain", "b.txt", "--published", "2020-08-14").stdout


def test_an_article_that_has_moved(khronika, output):
    Path("a.jsonl").rename("moved.jsonl")
    done = khronika("explain", "out.jsonl", "--event", output[0]["id"])
    assert done.exit_code == 0
    assert "--input" in done.stdout
    assert "COERCE arrest" in done.stdout
    assert "predicates:1" in done.stdout
    assert "[arrested]" in khronika("explain", "out.jsonl", "--event", output[0]["id"], "--input", "moved.jsonl").stdout


def test_an_output_that_differs_from_the_coding_anew_is_told(khronika, output):
    changed = [output[0] | {"status": "denied"}, output[1] | {"id": "ev_0000000000000000"}]
    Path("out.jsonl").write_text("".join(json.dumps(line) + "\n" for line in changed))
    shown = khronika("explain", "out.jsonl").stdout
    assert "some values differ" in shown
    assert "no longer has this event" in shown


@pytest.mark.parametrize(
    ("arguments", "code", "what"),
    [
        (["out.jsonl", "--event", "ev_nothing"], 1, "holds no event ev_nothing"),
        (["a.jsonl", "--event", "ev_nothing"], 1, "holds no event ev_nothing"),
        (["gone.jsonl"], 2, "cannot be read"),
        (["."], 2, "is a folder"),
        (["out.csv"], 2, "is CSV"),
        (["a.jsonl", "--published", "soon"], 2, "no date"),
        (["broken.jsonl"], 1, "no line of khronika's output"),
    ],
)
def test_what_cannot_be_explained(khronika, output, arguments, code, what):
    khronika("code", "a.jsonl", "-o", "out.csv")
    Path("broken.jsonl").write_text(json.dumps(output[0]) + "\n{broken\n")
    done = khronika("explain", *arguments)
    assert done.exit_code == code
    assert what in done.stderr


def test_an_output_without_events(khronika):
    Path("a.txt").write_text("Nothing happened.")
    khronika("code", "a.txt", "-o", "out.jsonl")
    done = khronika("explain", "out.jsonl")
    assert done.exit_code == 1
    assert "holds no events" in done.stderr
