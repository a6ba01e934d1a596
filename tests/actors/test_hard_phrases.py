"""The hard phrases of `phrases.tsv`: at least 95 % right in all, and no kind of phrase left behind."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from khronika.actors.folding import folded
from khronika.model import Entity
from khronika.tables import Row, read_tsv

COLUMNS = ("group", "phrase", "context", "start", "date", "name", "country", "sector")
ROWS = read_tsv(Path(__file__).parent / "phrases.tsv", COLUMNS)
FLOOR, GROUP_FLOOR = 0.95, 0.85


def found(coding: Any, row: Row) -> Entity | None:
    """The entity that a phrase is: of those that begin with it, the one that ends nearest to where it ends."""
    start = int(row["start"])
    end = start + len(row["phrase"])
    assert row["context"][start:end] == row["phrase"]
    near = [
        e for e in coding.record(row["context"], date=row["date"] or None).entities
        if start <= e.start < end and e.end >= start and (e.start - start) <= 4
    ]  # fmt: skip
    return min(near, key=lambda e: (abs(e.end - end), e.start), default=None)


def fault(coding: Any, row: Row) -> str | None:
    """What is wrong with a row's coding, None if nothing is."""
    entity = found(coding, row)
    if entity is None:
        return f"{row['phrase']}: no entity"
    wrong = [
        f"{field} {got!r} not {wanted!r}"
        for field, got, wanted in (
            ("name", folded(entity.name or ""), folded(row["name"] or entity.name or "")),
            ("country", entity.country, row["country"] or None),
            ("sector", entity.sector, row["sector"] or None),
        )
        if got != wanted
    ]  # fmt: skip
    return f"{row['group']}: {row['phrase']}: {', '.join(wrong)} ({entity.text}; {entity.by})" if wrong else None


def test_there_are_enough_of_every_kind() -> None:
    assert len(ROWS) >= 500
    assert min(Counter(row["group"] for row in ROWS).values()) >= 25


def test_hard_phrases(coding: Any) -> None:
    faults = {row["phrase"] + row["context"]: fault(coding, row) for row in ROWS}
    wrong = [text for text in faults.values() if text]
    report = "\n".join(wrong)
    assert len(wrong) <= (1 - FLOOR) * len(ROWS), f"{len(wrong)} of {len(ROWS)} wrong:\n{report}"
    sizes = Counter(row["group"] for row in ROWS)
    bad = Counter(text.split(":")[0] for text in wrong)
    assert all(bad[group] <= (1 - GROUP_FLOOR) * size for group, size in sizes.items()), report
