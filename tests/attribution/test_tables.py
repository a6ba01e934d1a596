"""The attribution tables keep their own rules."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from khronika.attribution.cover import Cover
from khronika.attribution.cues import COLUMNS, cues
from khronika.model.attribution import Certainty, CueKind
from khronika.tables import read_tsv

FRAME = re.compile(r"clause|quote|obj|obj-to|to|ing|as|light|event|noun|-|[pl]:[a-z]+")


@pytest.mark.parametrize("table", ["verbs", "nouns", "adjectives", "adverbs"])
def test_rows_are_sorted_and_of_known_values(table: str) -> None:
    rows = read_tsv(f"attribution/{table}.tsv", COLUMNS)
    lemmas = [row["lemma"] for row in rows]
    assert lemmas == sorted(set(lemmas))
    for row in rows:
        assert row["frames"] and all(FRAME.fullmatch(frame) for frame in row["frames"].split()), row
        assert row["kind"] in get_args(CueKind), row
        assert row["certainty"] in get_args(Certainty), row


@pytest.mark.parametrize(("table", "key"), [("classes", ("class", "word")), ("connectives", ("phrase",))])
def test_closed_classes_are_sorted(table: str, key: tuple[str, ...]) -> None:
    columns = ("class", "word", "note") if table == "classes" else ("phrase", "note")
    keys = [tuple(row[name] for name in key) for row in read_tsv(f"attribution/{table}.tsv", columns)]
    assert keys == sorted(set(keys))


def test_a_row_knows_its_prepositions_and_its_place() -> None:
    call = cues("verbs")["call"]
    assert {"for", "on"} <= call.prepositions
    assert call.source == "verbs.tsv: call"


def test_the_smallest_content_around_an_offset_comes_first() -> None:
    cover = Cover([[(0, 1000)], [(300, 400), (600, 700)], []])
    assert [cover.at(offset) for offset in (299, 300, 399, 400, 650, 1000)] == [[0], [1, 0], [1, 0], [0], [1, 0], []]
