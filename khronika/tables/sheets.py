"""Tables as the checker sees them: rows by line, with the faults of lines, of rows, and between tables."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from khronika.tables.frames import frame_fault
from khronika.tables.loader import Row
from khronika.tables.schemas import Schema, schema_of

HEADER = ("title", "source", "licence")
# Line and fault; with the table's name before them.
LineFault = tuple[int, str]
Fault = tuple[str, int, str]


@dataclass(frozen=True)
class Sheet:
    """A table that could be read: its name under the root, its schema, its rows by line number."""

    name: str
    schema: Schema
    rows: dict[int, Row]

    def key(self, row: Row) -> tuple[str, ...]:
        """What names a row."""
        return tuple(row[column] for column in self.schema.key)


def read_sheet(data: bytes, name: str) -> tuple[Sheet | None, list[LineFault]]:
    """A table from the bytes of its file, and the faults of its lines; None for one whose columns are wrong or that no schema describes."""
    try:
        content = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [(1, f"this is no UTF-8 ({error.reason})")]
    faults = list(spelling(content))
    lines = [(i, line) for i, line in enumerate(content.splitlines(), 1) if line.strip()]
    comments = [line for _, line in lines if line.startswith("#")]
    faults += [(1, f"the header lacks '# {word}: …'") for word in HEADER if not any(c.startswith(f"# {word}: ") for c in comments)]
    cells = [(i, line.split("\t")) for i, line in lines if not line.startswith("#")]
    faults += [(i, "a comment stands below the columns") for i, line in lines if line.startswith("#") and cells and i > cells[0][0]]
    schema = schema_of(name)
    if schema is None:
        return None, [*faults, (1, "no schema describes this table; khronika/tables/schemas.py needs a line for it")]
    columns = list(schema.columns)
    if not cells or cells[0][1] != columns:
        line, found = cells[0] if cells else (1, [])
        return None, [*faults, (line, f"the columns are {found}; they should be {columns}")]
    rows = {i: dict(zip(columns, row, strict=True)) for i, row in cells[1:] if len(row) == len(columns)}
    faults += [(i, f"{len(row)} cells; there should be {len(columns)}") for i, row in cells[1:] if len(row) != len(columns)]
    return Sheet(name, schema, rows), faults


def spelling(content: str) -> Iterator[LineFault]:
    """Faults of the text as such: what the eye does not see and a lookup stumbles over."""
    if not content.endswith("\n"):
        yield content.count("\n") + 1, "the last line does not end"
    for i, line in enumerate(content.split("\n"), 1):
        if any(unicodedata.category(c) in ("Cc", "Cf") and c not in "\t\u200c\u200d" for c in line):
            yield i, "holds a control character or a mark that cannot be seen"
        if line.startswith("#"):
            continue
        if unicodedata.normalize("NFC", line) != line:
            yield i, "holds letters and accents apart that Unicode has in one (NFC)"
        if any(cell != " ".join(cell.split()) for cell in line.split("\t")):
            yield i, "holds spaces at the edge of a cell, or several together"


def sheet_faults(sheet: Sheet) -> Iterator[LineFault]:
    """Faults of the rows of a table: cells, order, rows said twice."""
    schema = sheet.schema
    before: tuple[str, ...] | None = None
    seen: dict[tuple[str, ...], int] = {}
    for line, row in sheet.rows.items():
        yield from ((line, fault) for fault in row_faults(schema, row))
        here = schema.place(row)
        if before is not None and here < before:
            columns, one, other = ", ".join(schema.sorted_by), " ".join(here).strip(), " ".join(before).strip()
            yield line, f"is not sorted by {columns}: {one!r} comes before {other!r}"
        before = here
        first = seen.setdefault(sheet.key(row), line)
        if first != line:
            yield line, f"says again what line {first} says ({', '.join(schema.key)})"


def row_faults(schema: Schema, row: Row) -> list[str]:
    """What is wrong with a row by itself."""
    faults = [f"{column} {row[column]!r} {wrong}" for column, check in schema.columns.items() if (wrong := check(row[column]))]
    if not faults and (fault := schema.row(row)):
        faults.append(fault)
    if schema.names:
        name, *aliases = labels(row)
        faults += [f"the alias {alias!r} is the name itself" for alias in aliases if alias == name]
    return faults


def labels(row: Row) -> list[str]:
    """The name of a row and its aliases."""
    name = next(iter(row.values()))
    return [name, *filter(None, row.get("aliases", "").split("|"))]


def clashes(sheets: Sequence[Sheet]) -> list[Fault]:
    """Faults that take more than one table: rows said twice, frames that name unknown classes, names that two rows claim."""
    return [*_shared_keys(sheets), *_frames(sheets), *_claims(sheets)]


def _shared_keys(sheets: Iterable[Sheet]) -> Iterator[Fault]:
    """Rows of different tables of one folder that say something of the same thing."""
    seen: dict[tuple[str, ...], str] = {}
    for sheet in sheets:
        if not sheet.schema.shared:
            continue
        for line, row in sheet.rows.items():
            key = (sheet.name.rpartition("/")[0], *sheet.key(row))
            first = seen.setdefault(key, f"{sheet.name}:{line}")
            if not first.startswith(f"{sheet.name}:"):
                yield sheet.name, line, f"says again what {first} says ({', '.join(sheet.schema.key)})"


def _frames(sheets: Iterable[Sheet]) -> Iterator[Fault]:
    """Frames of predicates that cannot be read, or name a class that their language does not have."""
    classes: dict[str, set[str]] = {}
    for sheet in sheets:
        if sheet.name.startswith("predicates/") and "class" in sheet.schema.columns:
            classes.setdefault(sheet.name.rpartition("/")[0], set()).update(row["class"] for row in sheet.rows.values())
    for sheet in sheets:
        for line, row in sheet.rows.items() if "frame" in sheet.schema.columns else ():
            if fault := frame_fault(row["frame"], classes.get(sheet.name.rpartition("/")[0], ())):
                yield sheet.name, line, fault


def _claims(sheets: Iterable[Sheet]) -> Iterator[Fault]:
    """Names and aliases that two rows claim for the same time, unless both are of one bearer (one person in two offices)."""
    owners: dict[str, list[tuple[Sheet, int, Row]]] = {}
    for sheet in sheets:
        if not sheet.schema.names:
            continue
        for line, row in sheet.rows.items():
            for label in dict.fromkeys(labels(row)):
                for other, at, owner in owners.setdefault(label, []):
                    same = other.name == sheet.name and next(iter(owner.values())) == next(iter(row.values()))
                    if not same and together(owner, row):
                        yield sheet.name, line, f"{label!r} is claimed by {other.name}:{at} too, for the same time"
                owners[label].append((sheet, line, row))


def together(one: Row, other: Row) -> bool:
    """Whether the terms of two rows overlap by more than the day or year that one ends in and the other begins in."""
    return not (_over(one, other) or _over(other, one))


def _over(one: Row, other: Row) -> bool:
    """Whether the first row's term is over when the second one's begins."""
    until, since = one.get("until", ""), other.get("since", "")
    shorter = min(len(until), len(since))
    return bool(until and since) and until[:shorter] <= since[:shorter]
