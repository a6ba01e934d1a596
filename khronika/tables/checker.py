"""Check the knowledge tables: headers, columns, cells, order, rows said twice, names that two rows claim."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from khronika.tables.frames import frame_fault
from khronika.tables.loader import Row, data_path
from khronika.tables.schemas import Schema, schema_of

HEADER = ("title", "source", "licence")
README = "README.md"


@dataclass(frozen=True)
class Sheet:
    """A table that could be read: its name under the root, its schema, its rows by line number."""

    name: str
    schema: Schema
    rows: dict[int, Row]

    def key(self, row: Row) -> tuple[str, ...]:
        """What names a row."""
        return tuple(row[column] for column in self.schema.key)


def check_tables(root: Path | None = None) -> list[str]:
    """The faults of all tables under a folder (the shipped ones), each as "file:line: fault", in the order of files and lines."""
    root = root or data_path(".")
    faults: list[tuple[str, int, str]] = []
    sheets: list[Sheet] = []
    for path in sorted(p for p in root.rglob("*") if p.is_file() and not p.name.startswith(".")):
        name = path.relative_to(root).as_posix()
        if path.suffix == ".tsv":
            sheet, found = read_sheet(path, name)
            faults += [(name, *fault) for fault in found]
            if sheet is not None:
                sheets.append(sheet)
                faults += [(name, *fault) for fault in _check_sheet(sheet)]
        elif path.suffix == ".yaml":
            faults += [(name, *fault) for fault in _check_yaml(path)]
        elif path.name != README:
            faults.append((name, 1, "this is no table (.tsv, .yaml) and no README.md"))
    for folder in sorted(p for p in root.iterdir() if p.is_dir()):
        if not (folder / README).exists() and any(folder.rglob("*.*")):
            faults.append(
                (f"{folder.name}/{README}", 1, "this page is missing; it tells origin, licence, known faults and how to add a row")
            )
    faults += _shared_keys(sheets)
    faults += _frames(sheets)
    faults += _claims(sheets)
    return [f"{name}:{line}: {fault}" for name, line, fault in sorted(faults)]


def read_sheet(path: Path, name: str) -> tuple[Sheet | None, list[tuple[int, str]]]:
    """A table and the faults of its lines; None for a table whose columns are wrong or that no schema describes."""
    try:
        content = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [(1, f"this is no UTF-8 ({error.reason})")]
    faults = list(_spelling(content))
    lines = [(i, line) for i, line in enumerate(content.splitlines(), 1) if line.strip()]
    comments = [line for _, line in lines if line.startswith("#")]
    faults += [(1, f"the header lacks '# {word}: …'") for word in HEADER if not any(c.startswith(f"# {word}: ") for c in comments)]
    cells = [(i, line.split("\t")) for i, line in lines if not line.startswith("#")]
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


def _spelling(content: str) -> Iterator[tuple[int, str]]:
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


def _check_sheet(sheet: Sheet) -> Iterator[tuple[int, str]]:
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
        labels = _labels(row)
        faults += [f"the alias {label!r} is the name itself" for label in labels[1:] if label == labels[0]]
    return faults


def _labels(row: Row) -> list[str]:
    """The name of a row and its aliases."""
    name = next(iter(row.values()))
    return [name, *filter(None, row.get("aliases", "").split("|"))]


def _shared_keys(sheets: Iterable[Sheet]) -> Iterator[tuple[str, int, str]]:
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


def _frames(sheets: Iterable[Sheet]) -> Iterator[tuple[str, int, str]]:
    """Frames of predicates that cannot be read, or name a class that their language does not have."""
    sheets = list(sheets)
    classes: dict[str, set[str]] = {}
    for sheet in sheets:
        if sheet.name.startswith("predicates/") and "class" in sheet.schema.columns:
            classes.setdefault(sheet.name.rpartition("/")[0], set()).update(row["class"] for row in sheet.rows.values())
    for sheet in sheets:
        for line, row in sheet.rows.items() if "frame" in sheet.schema.columns else ():
            if fault := frame_fault(row["frame"], classes.get(sheet.name.rpartition("/")[0], ())):
                yield sheet.name, line, fault


def _claims(sheets: Iterable[Sheet]) -> Iterator[tuple[str, int, str]]:
    """Names and aliases that two rows claim for the same time, unless both are of one bearer (one person in two offices)."""
    owners: dict[str, list[tuple[Sheet, int, Row]]] = {}
    for sheet in sheets:
        if not sheet.schema.names:
            continue
        for line, row in sheet.rows.items():
            for label in dict.fromkeys(_labels(row)):
                for other, at, owner in owners.setdefault(label, []):
                    same = other.name == sheet.name and next(iter(owner.values())) == next(iter(row.values()))
                    if not same and _together(owner, row):
                        yield sheet.name, line, f"{label!r} is claimed by {other.name}:{at} too, for the same time"
                owners[label].append((sheet, line, row))


def _together(one: Row, other: Row) -> bool:
    """Whether the terms of two rows overlap by more than the day or year that one ends in and the other begins in."""
    return not (_over(one, other) or _over(other, one))


def _over(one: Row, other: Row) -> bool:
    """Whether the first row's term is over when the second one's begins."""
    until, since = one.get("until", ""), other.get("since", "")
    shorter = min(len(until), len(since))
    return bool(until and since) and until[:shorter] <= since[:shorter]


def _check_yaml(path: Path) -> Iterator[tuple[int, str]]:
    try:
        content: Any = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        yield 1, f"this is no YAML ({' '.join(str(error).split())})"
        return
    if not isinstance(content, dict):
        yield 1, "is no mapping with title, source and licence"
        return
    yield from ((1, f"lacks {word}") for word in HEADER if not content.get(word))
    if path.stem == "types" and path.parent.name == "plover":
        yield from ((1, fault) for fault in _type_faults(content.get("types") or {}))


def _type_faults(types: dict[str, Any]) -> Iterator[str]:
    """Event types with wrong numbers or without a field. Extension types (x-…) have no numbers."""
    for code, entry in types.items():
        extension = code.startswith("x-")
        missing = [word for word in ("label", "definition", "quad", "scale", "cameo", "modes") if word not in entry]
        if missing:
            yield f"type {code} lacks {', '.join(missing)}"
            continue
        if extension != (entry["quad"] is None):
            yield f"type {code}: quad is {entry['quad']}; extension types have none and the others one"
        elif not extension and entry["quad"] not in (1, 2, 3, 4):
            yield f"type {code}: quad {entry['quad']} is none of 1, 2, 3, 4"
        for name, what in ((code, entry), *((f"{code} {mode}", value) for mode, value in entry["modes"].items())):
            scale = what.get("scale")
            if scale is not None and not -10 <= scale <= 10:
                yield f"type {name}: scale {scale} is not between -10 and 10"
            if not what.get("label"):
                yield f"type {name} lacks label"
