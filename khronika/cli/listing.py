"""Lists of a chronicle's events: a table to read, JSON Lines, or CSV."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from khronika.cli import table, words
from khronika.export import flat
from khronika.export.lines import encode
from khronika.model.lines import event_of

PLAIN_WIDTH = 120
ID_SHOWN = 11
# Columns that must leave room for who and whom.
WIDEST = {"when, where": 20, "event": 14, "how many, according to": 26, "in": 16}
VERDICT_STYLES = {"accepted": "green", "rejected": "red strike", None: ""}
Line = Mapping[str, Any]


def write(data: bytes) -> None:
    """Put out what is asked for."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def put_events(lines: Iterable[Line], form: str) -> int:
    """Put events out in a format; returns how many."""
    if form == "table":
        rows = list(lines)
        write(drawn(events_table(rows)) if rows else b"")
        return len(rows)
    count = 0
    if form == "csv":
        write(flat.header(flat.CHRONICLE_COLUMNS))
    for count, line in enumerate(lines, 1):  # noqa: B007
        write(flat.chronicle_row(line) if form == "csv" else encode(line))
    return count


def drawn(body: Table | Text) -> bytes:
    """A table as wide as the terminal, or as PLAIN_WIDTH where there is none."""
    terminal = sys.stdout.isatty()
    buffer = io.StringIO()
    # Without markup: "[red]" in an article is text.
    console = Console(
        file=buffer, width=shutil.get_terminal_size().columns if terminal else PLAIN_WIDTH, force_terminal=terminal,
        color_system="auto" if terminal else None, highlight=False, markup=False, emoji=False,
    )  # fmt: skip
    console.print(body)
    return "\n".join(line.rstrip() for line in buffer.getvalue().split("\n")).encode("utf-8", "replace")


def plain_table(*columns: str) -> Table:
    """A table without lines."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_header=True)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def events_table(lines: Iterable[Line]) -> Table:
    """Events in order, each in two lines at least."""
    made = plain_table("when, where", "event", "who → whom", "how many, according to", "in")
    made.expand = True
    for column in made.columns:
        column.max_width = WIDEST.get(str(column.header))
        column.ratio = None if column.max_width else 1
    for line in lines:
        made.add_row(*_row(line))
    return made


def _row(line: Line) -> tuple[Text | str, ...]:
    event = event_of(line)
    when = words.time(event.time) if event.time else words.day(event.article.published)
    who = table.parties(event)
    if marks := _marks(line):
        who = Text.assemble((marks + " ", VERDICT_STYLES[line.get("verdict")]), who)
    facts = (*(words.quantity(q) for q in event.quantities), *(words.source(s) for s in event.attributed_to))
    return (
        _lines(when, table.place(event)), _lines(table.kind(event), table.status(event)), who, _lines(*dict.fromkeys(facts)),
        _lines(words.short(event.article.publisher or event.article.id, 24), Text(event.id[:ID_SHOWN], "dim")),
    )  # fmt: skip


def _lines(*parts: Text | str) -> Text:
    return Text("\n").join(part if isinstance(part, Text) else Text(part) for part in parts if part)


def _marks(line: Line) -> str:
    """What people did to an event: accepted or rejected, corrected; and whether only they keep it."""
    verdict = line.get("verdict")
    return "".join(
        ("✓" if verdict == "accepted" else "✗" if verdict else "", "✎" if _corrected(line) else "", "…" if line.get("held") else "")
    )


def _corrected(line: Line) -> bool:
    return any(said["kind"] == "correct" for said in line.get("judged", ()))
