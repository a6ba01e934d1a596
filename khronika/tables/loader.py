"""Read knowledge tables and say exactly which line breaks a rule.

A TSV table starts with comment lines (`# title`, `# source:`, `# licence:`, `# note:`), then a header line with the column names, then one
fact a row. A YAML table is one document whose top holds `title`, `source`, `licence` and the data.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from khronika.errors import ResourceError, TableError

Row = dict[str, str]


def data_path(name: str) -> Path:
    """Where a shipped table stands, by its name under `tables/data` ("predicates/en/verbs.tsv")."""
    path = Path(str(resources.files("khronika") / "tables" / "data" / name))
    if not path.exists():
        raise ResourceError("this table is missing", where=str(path), advice="install khronika again")
    return path


def read_tsv(name: str | Path, columns: Sequence[str]) -> list[Row]:
    """All rows of a table that has exactly these columns, as dictionaries; empty cells are `""`.

    `name` is a table's name under `tables/data`, or a path. Raises TableError that names file and line.
    """
    path = name if isinstance(name, Path) else data_path(name)
    return list(_rows(path, columns))


def _rows(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    header: list[str] | None = None
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.startswith("#") or not line.strip():
            continue
        cells = line.split("\t")
        where = f"{path}:{number}"
        if header is None:
            header = cells
            if header != list(columns):
                raise TableError(f"the columns are {header}", where=where, advice=f"they should be {list(columns)}")
        elif len(cells) != len(header):
            raise TableError(f"{len(cells)} cells in a table of {len(header)} columns", where=where, advice="separate cells by tabs")
        else:
            yield dict(zip(header, (cell.strip() for cell in cells), strict=True))
    if header is None:
        raise TableError("the table is empty", where=str(path), advice="it needs a header line")


def read_yaml(name: str | Path) -> Any:
    """The content of a YAML table, by its name under `tables/data` or a path. Raises TableError if it is no YAML."""
    path = name if isinstance(name, Path) else data_path(name)
    try:
        return yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise TableError(f"this is no YAML ({error})", where=str(path), advice="mend the line it names") from None


@functools.cache
def tables_fingerprint() -> str:
    """Hash over the names and contents of all shipped tables."""
    root = data_path(".")
    digest = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.suffix in {".tsv", ".yaml"}):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
