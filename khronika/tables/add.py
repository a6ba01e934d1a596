"""Add one row to a knowledge table, in its place, if it is sound and clashes with no other row."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path

from khronika.errors import TableError, UsageError
from khronika.tables.loader import Row, data_path
from khronika.tables.sheets import Sheet, clashes, read_sheet, row_faults, spelling
from khronika.tables.write import cleaned, in_place, load_sheet, replace_file, table_file, table_text

# What a person who adds a row need not say.
BY_HAND = "general knowledge"
# The line of a row that is not yet in its table.
NEW = 0


def add_row(table: str, values: Mapping[str, str], root: Path | None = None) -> str:
    """Add a row with these cells to a table (`parties`, `actors/parties`); returns where it stands, "file:line".

    Columns that are not given are empty; `source` is "general knowledge" and `checked` today. Raises UsageError for a table or column that
    does not exist, TableError that names every fault of the row; then nothing is written.
    """
    root = root or data_path(".")
    path = table_file(table, root)
    sheet = load_sheet(path, root)
    row = _row(sheet, values)
    faults = list(_faults(sheet, row, root))
    if faults:
        raise TableError("; ".join(faults), where=f"{sheet.name}: {row[next(iter(row))]}", advice="nothing was written")
    rows = in_place(sheet.schema, [*sheet.rows.values(), row])
    text = table_text(path, sheet.schema, rows)
    replace_file(path, text)
    above = sum(line.startswith("#") for line in text.splitlines()) + 1
    return f"{sheet.name}:{above + next(i for i, other in enumerate(rows, 1) if other is row)}"


def _row(sheet: Sheet, values: Mapping[str, str]) -> Row:
    columns = sheet.schema.columns
    unknown = [name for name in values if name not in columns]
    if unknown:
        raise UsageError(f"the table has no column {unknown[0]!r}", where=sheet.name, advice=f"its columns are {', '.join(columns)}")
    given = {"source": BY_HAND, "checked": datetime.date.today().isoformat(), **values}
    return {column: cleaned(given.get(column, "")) for column in columns}


def _faults(sheet: Sheet, row: Row, root: Path) -> Iterator[str]:
    """What is wrong with a new row, by itself and beside the rows of all tables."""
    yield from row_faults(sheet.schema, row)
    text = "\t".join(row.values())
    if text.startswith("#"):
        yield "a row that begins with # would be a comment"
    yield from (fault for _, fault in spelling(f"{text}\n"))
    yield from (f"says again what line {line} says" for line, other in sheet.rows.items() if sheet.key(other) == sheet.key(row))
    # The new row comes last, so that it is the one to clash with the others.
    whole = Sheet(sheet.name, sheet.schema, {**sheet.rows, NEW: row})
    yield from (fault for name, line, fault in clashes([*_others(sheet, root), whole]) if (name, line) == (sheet.name, NEW))


def _others(sheet: Sheet, root: Path) -> Iterator[Sheet]:
    """All other tables under the folder that can be read."""
    for path in sorted(root.rglob("*.tsv")):
        name = path.relative_to(root).as_posix()
        other = read_sheet(path.read_bytes(), name)[0] if name != sheet.name else None
        if other is not None:
            yield other
