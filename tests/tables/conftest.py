"""A folder of small tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from khronika.tables.schemas import schema_of

HEADER = "# title: T\n# source: own\n# licence: CC0\n"


class Tables:
    """A folder of tables that a test writes and reads."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, *rows: dict[str, str]) -> Path:
        """Write a table with these rows, cells that are not given empty, `source` and `checked` filled in."""
        schema = schema_of(name)
        assert schema is not None
        columns = list(schema.columns)
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (self.root / name.split("/", maxsplit=1)[0] / "README.md").write_text("# A\n")
        given = {"source": "general knowledge", "checked": "2026-11-24"}
        lines = ["\t".join((given | row).get(column, "") for column in columns) for row in rows]
        path.write_text(HEADER + "\t".join(columns) + "\n" + "".join(f"{line}\n" for line in lines), "utf-8")
        return path

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of a table, without cells that are empty."""
        lines = [line.split("\t") for line in (self.root / name).read_text("utf-8").splitlines() if not line.startswith("#")]
        return [{key: cell for key, cell in zip(lines[0], line, strict=True) if cell} for line in lines[1:]]


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    """An empty folder of tables."""
    return Tables(tmp_path / "data")
