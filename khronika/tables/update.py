"""Bring tables of actors up to date from a file of Wikidata, without touching what people wrote.

Rows tell of the same if they agree in their Wikidata id, else in a name and the country, for office holders also in the office and in
terms that overlap. A row whose source is Wikidata is refreshed. A row that a person wrote is kept as it is; only if it bears the same
Wikidata id its empty cells are filled.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path

from khronika.errors import TableError, UsageError
from khronika.tables.loader import Row, data_path
from khronika.tables.schemas import Schema
from khronika.tables.sheets import Sheet, labels, read_sheet, row_faults, together
from khronika.tables.wikidata import SOURCE, read_rows
from khronika.tables.write import in_place, load_sheet, replace_file, table_file, table_text

TABLES = ("office_holders", "organisations", "parties")


@dataclass
class Update:
    """What an update did: how many rows were added, refreshed and kept as people wrote them, and which were passed over and why."""

    added: int = 0
    refreshed: int = 0
    kept: int = 0
    passed: list[str] = field(default_factory=list)


def update(path: Path, table: str, root: Path | None = None) -> Update:
    """Add to a table what a dump or query result says, and refresh the rows that came from one.

    Raises UsageError for a table that cannot be updated so, InputError for a file that is neither, TableError for a table with faults.
    """
    if table not in TABLES:
        raise UsageError(f"the table {table!r} cannot be updated from Wikidata", advice=f"give {', '.join(TABLES)}")
    root = root or data_path(".")
    file = table_file(f"actors/{table}", root)
    sheet = load_sheet(file, root)
    merger = _Merger(sheet, _taken(root, sheet.name))
    for row in read_rows(path, table):
        merger.take(row)
    if merger.done.added or merger.done.refreshed:
        text = table_text(file, sheet.schema, in_place(sheet.schema, merger.rows))
        _, faults = read_sheet(text.encode(), sheet.name)
        if faults:
            raise TableError(faults[0][1], where=f"{sheet.name}:{faults[0][0]}", advice="nothing was written")
        replace_file(file, text)
    return merger.done


def _taken(root: Path, name: str) -> dict[str, list[tuple[str, Row]]]:
    """Rows of the other tables of names, with the table's name, by name and alias."""
    taken: dict[str, list[tuple[str, Row]]] = {}
    for path in sorted(root.rglob("*.tsv")):
        other = path.relative_to(root).as_posix()
        sheet = read_sheet(path.read_bytes(), other)[0] if other != name else None
        if sheet is not None and sheet.schema.names:
            for row in sheet.rows.values():
                for label in labels(row):
                    taken.setdefault(label, []).append((other, row))
    return taken


class _Merger:
    """Takes rows of a file into the rows of a table; `taken` are the rows of other tables by name."""

    def __init__(self, sheet: Sheet, taken: dict[str, list[tuple[str, Row]]]) -> None:
        self.schema: Schema = sheet.schema
        self.rows: list[Row] = list(sheet.rows.values())
        self.taken = taken
        self.done = Update()
        self.today = datetime.date.today().isoformat()
        self.by_id: dict[str, list[Row]] = {}
        self.by_name: dict[str, list[Row]] = {}
        for row in self.rows:
            self._index(row)

    def _index(self, row: Row) -> None:
        for label in labels(row):
            self.by_name.setdefault(label, []).append(row)
        if row["wikidata"]:
            self.by_id.setdefault(row["wikidata"], []).append(row)

    def take(self, given: Row) -> None:
        """Take in one row of the file."""
        row = {column: given.get(column, "") for column in self.schema.columns} | {"checked": self.today}
        row["source"] = row["source"] or SOURCE
        known = self._known(row)
        if known is None:
            self._add(row)
        elif known["source"].startswith(SOURCE):
            self._refresh(known, row)
        elif known["wikidata"] == row["wikidata"] and row["wikidata"]:
            self._fill(known, row)
        else:
            self.done.kept += 1

    def _known(self, row: Row) -> Row | None:
        """The row of the table that tells of the same."""
        found = [k for k in self.by_id.get(row["wikidata"], ()) if row["wikidata"] and self._same_term(k, row)]
        for label in labels(row):
            found += [k for k in self.by_name.get(label, ()) if k["country"] == row["country"] and self._same_term(k, row)]
        return found[0] if found else None

    def _same_term(self, known: Row, row: Row) -> bool:
        return "office" not in row or (known["office"] == row["office"] and together(known, row))

    def _add(self, row: Row) -> None:
        owners = self._owners(row["name"], row)
        faults = row_faults(self.schema, row) + [f"the name is that of {owner}" for owner in owners]
        if not row["country"]:
            faults.append("the country is unknown")
        if faults:
            self.done.passed.append(f"{row['name'] or row['wikidata']}: {faults[0]}")
            return
        row["aliases"] = "|".join(a for a in labels(row)[1:] if not self._owners(a, row))
        self.rows.append(row)
        self._index(row)
        self.done.added += 1

    def _owners(self, label: str, row: Row) -> list[str]:
        """Who else bears a name at the same time."""
        here = [labels(other)[0] for other in self.by_name.get(label, ()) if together(other, row)]
        there = [f"{labels(other)[0]} in {table}" for table, other in self.taken.get(label, ()) if together(other, row)]
        return [*(name for name in here if name != row["name"]), *there]

    def _refresh(self, known: Row, row: Row) -> None:
        """Replace what came from Wikidata; what it no longer tells stays."""
        self._change(known, {column: cell for column, cell in row.items() if cell and column not in ("name", "aliases")}, row)

    def _fill(self, known: Row, row: Row) -> None:
        """Fill the empty cells of a row that a person wrote and that bears the same Wikidata id."""
        new = {column: cell for column, cell in row.items() if cell and not known[column] and column != "aliases"}
        if new:
            self._change(known, {**new, "checked": self.today}, row)
        else:
            self.done.kept += 1

    def _change(self, known: Row, cells: Row, row: Row) -> None:
        changed = {**known, **cells}
        if faults := row_faults(self.schema, changed):
            self.done.passed.append(f"{row['name']}: {faults[0]}")
            return
        if {**changed, "checked": ""} == {**known, "checked": ""}:
            self.done.kept += 1
            return
        known.update(changed)
        self.done.refreshed += 1
