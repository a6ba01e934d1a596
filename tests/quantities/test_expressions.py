"""Number expressions on sentences written for the project, read with the real parser."""

from __future__ import annotations

from pathlib import Path

import pytest

from khronika.language.analyse import analyse_many
from khronika.model import Article, Quantity, Record
from khronika.quantities.find import QuantityStage
from khronika.tables import read_tsv

TABLE = Path(__file__).with_name("expressions.tsv")
COLUMNS = ("sentence", "text", "low", "high", "approximate", "unit", "of")
RIGHT = 0.97
Row = dict[str, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return read_tsv(TABLE, COLUMNS)


@pytest.fixture(scope="module")
def found(rows: list[Row]) -> dict[str, tuple[Quantity, ...]]:
    sentences = list(dict.fromkeys(row["sentence"] for row in rows))
    analyses = analyse_many(sentences, "en")
    return {a.text: QuantityStage().code(Record(Article("a", a.text), analysis=a, timexes=())).quantities or () for a in analyses}


def fault(row: Row, quantities: tuple[Quantity, ...]) -> str | None:
    """What is wrong with the quantities of a row's sentence, or None."""
    texts = [q.text for q in quantities]
    if row["text"] == "-":
        return f"{row['sentence']} found {texts}" if texts else None
    quantity = next((q for q in quantities if q.text == row["text"]), None)
    if quantity is None:
        return f"{row['sentence']} lacks {row['text']!r}, found {texts}"
    wanted = {
        "low": float(row["low"]) if row["low"] else None,
        "high": float(row["high"]) if row["high"] else None,
        "approximate": row["approximate"] == "yes",
        "unit": row["unit"] or None,
        "of": row["of"] or None,
    }
    got = {name: getattr(quantity, name) for name in wanted} | {"of": quantity.of.text if quantity.of else None}
    wrong = {name: (got[name], wanted[name]) for name in wanted if got[name] != wanted[name]}
    return f"{row['sentence']} {row['text']!r}: got, wanted {wrong}" if wrong else None


def test_expressions(rows: list[Row], found: dict[str, tuple[Quantity, ...]]) -> None:
    faults = [f for row in rows if (f := fault(row, found[row["sentence"]])) is not None]
    assert len(rows) >= 250
    assert 1 - len(faults) / len(rows) >= RIGHT, "\n".join(faults)


def test_spans_are_the_words_of_the_text(found: dict[str, tuple[Quantity, ...]]) -> None:
    for text, quantities in found.items():
        assert all(text[q.start : q.end] == q.text for q in quantities)
        assert all(a.end <= b.start for a, b in zip(quantities, quantities[1:], strict=False))
