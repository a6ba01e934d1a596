"""The floors hold on the project's own held-out sentences (benchmarks/own_gold.py)."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from khronika import code_articles, event_line
from khronika.evaluate import Floors, by_article, faults, score

OWN_GOLD = Path(__file__).resolve().parents[2] / "benchmarks" / "own_gold.py"


@pytest.fixture(scope="module")
def own():
    """What reads the held-out sentences, and their articles, gold and fingerprint."""
    before = list(sys.path)
    spec = importlib.util.spec_from_file_location("own_gold", OWN_GOLD)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module.judged, *module.load()


def test_triggers_of_the_gold_stand_in_the_sentences(own):
    _, articles, gold, _ = own
    texts = {article.id: article.text for article in articles}
    assert len(texts) > 200
    for line in (line for lines in gold.values() for line in lines):
        trigger = line["trigger"]
        assert texts[line["article"]["id"]][trigger["start"] : trigger["end"]] == trigger["text"]


def test_no_score_is_below_its_floor(own):
    judged, articles, gold, fingerprint = own
    found = [event_line(event) for coded in code_articles(articles) for event in coded.events]
    assert faults(Floors.load(), "own", fingerprint, score(gold, by_article(judged(found, gold)))) == []
