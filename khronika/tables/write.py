"""Write knowledge tables: which file a table is, its text with other rows, and the file put in place at once."""

from __future__ import annotations

import os
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from khronika.errors import OutputError, TableError, UsageError
from khronika.tables.loader import Row, data_path
from khronika.tables.schemas import Schema
from khronika.tables.sheets import Sheet, read_sheet


def table_file(table: str, root: Path | None = None) -> Path:
    """The file of a table under a folder (the shipped ones) by its name: `parties`, `actors/parties` or `actors/parties.tsv`.

    Raises UsageError if no table or more than one has the name.
    """
    root = root or data_path(".")
    wanted = f"{table.removesuffix('.tsv')}.tsv"
    found = sorted(p for p in root.rglob("*.tsv") if f"/{p.relative_to(root).as_posix()}".endswith(f"/{wanted}"))
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(f"there is no table {table!r}", where=str(root), advice="a name is that of a file under it, as actors/parties")
    names = ", ".join(p.relative_to(root).as_posix().removesuffix(".tsv") for p in found)
    raise UsageError(f"more than one table is named {table!r}", where=str(root), advice=f"say which: {names}")


def load_sheet(path: Path, root: Path | None = None) -> Sheet:
    """The table in a file. Raises TableError if it cannot be read as what it should be."""
    name = path.relative_to(root or data_path(".")).as_posix()
    sheet, faults = read_sheet(path.read_bytes(), name)
    if sheet is None or faults:
        line, fault = faults[0]
        raise TableError(fault, where=f"{path}:{line}", advice="mend the table first; `khronika tables check` lists its faults")
    return sheet


def cleaned(cell: str) -> str:
    """A cell as tables write it: one line, single spaces, accents on their letters (NFC)."""
    return unicodedata.normalize("NFC", " ".join(cell.split()))


def in_place(schema: Schema, rows: Iterable[Row]) -> list[Row]:
    """Rows in the order of their table; where rows stand in order of preference, as they are."""
    return sorted(rows, key=schema.place) if schema.sorted_by else list(rows)


def table_text(path: Path, schema: Schema, rows: Iterable[Row]) -> str:
    """The text of a table with the comments that its file has, and with these rows."""
    comments = [line for line in path.read_text("utf-8").splitlines() if line.startswith("#")]
    lines = [*comments, "\t".join(schema.columns), *("\t".join(row[column] for column in schema.columns) for row in rows)]
    return "".join(f"{line}\n" for line in lines)


def replace_file(path: Path, text: str) -> None:
    """Put a text in a file's place; the file is the old one or the new one, never a part. Raises OutputError if it cannot be written."""
    part: Path | None = None
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=path.parent, suffix=".part", delete=False) as handle:
            part = Path(handle.name)
            handle.write(text)
        part.chmod(path.stat().st_mode)
        os.replace(part, path)
    except OSError as error:
        if part is not None:
            part.unlink(missing_ok=True)
        raise OutputError(
            f"cannot be written ({error.strerror})", where=str(path), advice="copy the tables to a folder of your own"
        ) from None
