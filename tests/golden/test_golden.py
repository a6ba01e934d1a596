"""Whole articles with their whole codings.

A difference is a change of coding: look at it, then tests/golden/generate.py CASE --overwrite.
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).resolve().parent


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("golden_generate", HERE / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generate = generator()
CASES = generate.cases()


def test_there_are_cases_and_each_has_its_expectation():
    assert len(CASES) >= 4
    assert [case.name for case in CASES if not (case / generate.EXPECTED).exists()] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_coding_is_the_expected_one(case):
    expected = json.loads((case / generate.EXPECTED).read_text("utf-8"))
    found = generate.coded(case)
    # The short form first: a failing test should say at once which events came or went.
    assert [brief(event) for event in found] == [brief(event) for event in expected]
    assert found == expected


def brief(event: dict) -> str:
    return f"{event['trigger']['text']} {event['event_type']} {' '.join(event['modes'])} {event['status']}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_span_is_what_stands_in_the_text(case):
    text = json.loads((case / generate.ARTICLE).read_text("utf-8"))["text"]
    spans = list(all_spans(json.loads((case / generate.EXPECTED).read_text("utf-8"))))
    assert [(text[start:end], words) for start, end, words in spans if text[start:end] != words] == []


def all_spans(value: object):
    if isinstance(value, list):
        for part in value:
            yield from all_spans(part)
    elif isinstance(value, dict):
        start, end = (value.get(side + "_char", value.get(side)) for side in ("start", "end"))
        if "text" in value and isinstance(start, int):
            yield start, end, value["text"]
        for part in value.values():
            yield from all_spans(part)
