"""Check the knowledge tables: every file under a folder, whether it is what its schema says, and whether tables agree with each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from khronika.tables.loader import data_path
from khronika.tables.sheets import HEADER, Fault, LineFault, Sheet, clashes, read_sheet, sheet_faults

README = "README.md"


def check_tables(root: Path | None = None) -> list[str]:
    """The faults of all tables under a folder (the shipped ones), each as "file:line: fault", in the order of files and lines."""
    root = root or data_path(".")
    faults: list[Fault] = []
    sheets: list[Sheet] = []
    for path in sorted(p for p in root.rglob("*") if p.is_file() and not p.name.startswith(".")):
        name = path.relative_to(root).as_posix()
        if path.suffix == ".tsv":
            sheet, found = read_sheet(path.read_bytes(), name)
            faults += [(name, *fault) for fault in found]
            if sheet is not None:
                sheets.append(sheet)
                faults += [(name, *fault) for fault in sheet_faults(sheet)]
        elif path.suffix == ".yaml":
            faults += [(name, *fault) for fault in _check_yaml(path)]
        elif path.name != README:
            faults.append((name, 1, "this is no table (.tsv, .yaml) and no README.md"))
    for folder in sorted(p for p in root.iterdir() if p.is_dir()):
        if not (folder / README).exists() and any(folder.rglob("*.*")):
            faults.append(
                (f"{folder.name}/{README}", 1, "this page is missing; it tells origin, licence, known faults and how to add a row")
            )
    faults += clashes(sheets)
    return [f"{name}:{line}: {fault}" for name, line, fault in sorted(faults)]


def _check_yaml(path: Path) -> Iterator[LineFault]:
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
