"""The log of judgements: a table to read, JSON Lines, or CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.text import Text

from khronika.cli import words
from khronika.cli.listing import drawn, plain_table, write
from khronika.cli.showing import brief
from khronika.export import flat
from khronika.export.lines import encode

COLUMNS = ("id", "kind", "by", "made", "why", "field", "machine", "value", "refers", "review", "states", "events", "words")
STATE_STYLES = {"applied": "green", "pending": "yellow", "disputed": "yellow", "text gone": "red", "event gone": "red"}
Line = Mapping[str, Any]


def put_judgements(lines: Iterable[Line], form: str) -> int:
    """Put judgements out in a format; returns how many."""
    if form == "table":
        return _table(list(lines))
    count = 0
    if form == "csv":
        write(flat.header(COLUMNS))
    for count, line in enumerate(lines, 1):  # noqa: B007
        write(encode(line) if form == "jsonl" else flat.row(_cell(line, name) for name in COLUMNS))
    return count


def _table(lines: list[Line]) -> int:
    made = plain_table("judgement", "what", "field", "machine → person", "words", "state", "why")
    for column in made.columns[:2]:
        column.no_wrap = True
    for line in lines:
        values = (
            f"{words.short(brief(line['machine'], line['field']), 30)} → {words.short(brief(line['value']), 30)}" if line["field"] else ""
        )
        about = "; ".join(f"{part['event_type']} “{words.short(part['text'], 20)}”" for part in line["words"][:3]) or line["refers"]
        state = Text(", ".join(line["states"]), STATE_STYLES.get(", ".join(line["states"]), ""))
        made.add_row(
            line["id"][:11],
            f"{line['kind']}\n{line['made'][:10]}",
            line["field"] or "",
            values,
            about,
            state,
            f"{line['by']}: {line['why']}",
        )
    if lines:
        write(drawn(made))
    return len(lines)


def _cell(line: Line, name: str) -> str | None:
    value = line[name]
    if name in ("machine", "value"):
        return brief(value, line["field"]) if line["field"] else None
    if name == "words":
        return flat.BETWEEN.join(f"{part['article']} {part['start']}-{part['end']} {part['text']}" for part in value)
    return flat.BETWEEN.join(value) if isinstance(value, list) else value
