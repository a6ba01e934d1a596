"""`khronika agreement`, from the call to what is printed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

ON, TO = ("--on", "c.db"), ("--to", "c.db")


@pytest.fixture
def judged(khronika):
    """A chronicle of four events, on which Ann and Bo agree but for one; runs the command."""
    texts = [
        f"Police arrested {count} people near the {place}." for count, place in ((40, "river"), (7, "square"), (3, "mill"), (12, "port"))
    ]
    reports = [{"id": f"r{n}", "text": text, "published": f"2020-08-1{n}"} for n, text in enumerate(texts)]
    Path("in.jsonl").write_text("".join(json.dumps(report) + "\n" for report in reports), "utf-8")
    assert khronika("add", "in.jsonl", *TO).exit_code == 0
    ids = [json.loads(text)["id"] for text in khronika("events", *ON, "--format", "jsonl").stdout.splitlines()]
    for name, verdicts in (("Ann", "accept accept reject accept"), ("Bo", "accept reject reject accept")):
        for event, verdict in zip(ids, verdicts.split(), strict=True):
            assert khronika(verdict, event, "--by", name, "--why", "read", *TO).exit_code == 0
    return khronika


def test_a_line_for_each_field(judged):
    rows = [json.loads(text) for text in judged("agreement", *ON, "--format", "jsonl").stdout.splitlines()]
    verdict = rows[0]
    assert (verdict["field"], verdict["people"], verdict["units"], verdict["values"]) == ("verdict", ["Ann", "Bo"], 4, 8)
    # Coincidences: 4 of accepted with accepted, 2 of rejected with rejected, 2 mixed; 5 accepted and 3 rejected in all.
    assert verdict["alpha"] == pytest.approx(1 - 7 * 2 / (2 * 5 * 3))
    assert verdict["low"] <= verdict["alpha"] <= verdict["high"]
    assert {row["field"]: row["units"] for row in rows} == {"verdict": 4, "event_type": 2, "status": 2, "arrested": 2}


def test_to_read_and_as_csv(judged):
    assert "0.533" in judged("agreement", *ON).stdout
    [first, *_] = csv.DictReader(io.StringIO(judged("agreement", *ON, "--format", "csv").stdout))
    assert (first["field"], first["people"], first["values"]) == ("verdict", "Ann | Bo", "8")


def test_without_judgements_it_says_so(khronika):
    Path("in.jsonl").write_text(json.dumps({"id": "r", "text": "Police arrested many."}), "utf-8")
    khronika("add", "in.jsonl", *TO)
    result = khronika("agreement", *ON)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nobody has judged" in result.stderr
