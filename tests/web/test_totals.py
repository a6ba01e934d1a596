"""The pages add up as `khronika tally` does: whom a running total covers is counted once."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

from khronika.merge.tallies import tally
from khronika.model import Article
from khronika.pipeline import Pipeline
from khronika.store import Coding, add, merging, open_chronicle, paging, situation
from khronika.web import totals
from khronika.web.app import create_app

TEXTS = (
    ("2020-08-10", "Police in Belarus arrested about 3,000 people on Sunday night, the Interior Ministry said on Monday."),
    ("2020-08-13", "Some 6,700 people have been arrested in Belarus since Sunday, the Interior Ministry said."),
)


@pytest.fixture
def address(tmp_path):
    found = str(tmp_path / "chronicle.db")
    pipeline = Pipeline()
    articles = [Article(f"a{n}", text, published=day, publisher="Wire", language="en") for n, (day, text) in enumerate(TEXTS)]
    with open_chronicle(found, create=True) as chronicle:
        add(chronicle, [Coding.of(coded, pipeline.coder) for coded in pipeline.code(articles)])
        merging.merge(chronicle)
    return found


def test_a_running_total_counts_its_days_once(address):
    with TestClient(create_app(address), base_url="http://127.0.0.1") as client:
        shown = json.loads(client.get("/tally/arrested.json").text)
        overview = json.loads(client.get("/situation.json").text)["totals"]
        held = json.loads(client.get("/detentions.json").text)["totals"]
        told = json.loads(client.get("/api/v1/tally/arrested").text)
    assert (shown["low"], shown["high"], shown["incidents"]) == (6700, 6700, 2)
    assert [entry["part_of"] is not None for entry in shown["entries"]] == [True, False]
    assert shown["running"][-1]["low"] == 6700
    assert {"role": "arrested", "low": 6700, "high": 6700, "incidents": 2} in overview
    assert {"role": "arrested", "low": 6700, "high": 6700, "incidents": 2} in held
    assert (told["low"], told["high"], told["complete"]) == (6700, 6700, True)


def test_of_too_many_the_numbers_are_summed(address, monkeypatch):
    monkeypatch.setattr(totals, "LOOKED_AT", 1)
    with TestClient(create_app(address), base_url="http://127.0.0.1") as client:
        overview = json.loads(client.get("/situation.json").text)["totals"]
    assert {"role": "arrested", "low": 9700, "high": 9700, "incidents": 2} in overview


def test_an_empty_role_is_an_empty_total():
    assert totals.of_role([], "dead") == situation.Total("dead", 0.0, 0.0, 0)
    assert totals.total_of(tally("dead", [])) == situation.Total("dead", 0.0, 0.0, 0)


def test_of_one_day_the_last_total_is_drawn(address):
    with open_chronicle(address) as chronicle:
        entries = tally("arrested", paging.incidents_by_number(chronicle, [1, 2, 3, 4])).entries
    assert [day for day, _, _ in totals.running(entries)] == sorted({entry.day[:10] for entry in entries if entry.day})
