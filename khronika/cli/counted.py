"""Tallies and ledgers: a table to read, JSON Lines, or CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.text import Text

from khronika.cli import words
from khronika.cli.acts import heading
from khronika.cli.listing import drawn, plain_table, write
from khronika.cli.say import say
from khronika.export import flat
from khronika.export.lines import encode
from khronika.export.plots import tally as plots
from khronika.merge import ledgers
from khronika.merge.tallies import Entry, Tally
from khronika.model.incident import Count, Incident
from khronika.store import Filters

ID_SHOWN = 11
Row = Mapping[str, Any]


def put_tally(tally: Tally, form: str) -> None:
    """Put a running total out, and say what it does not hold."""
    if form == "table":
        _tally_table(tally)
    else:
        _put([_tally_row(tally, entry) for entry in tally.entries], form)
    if tally.uncounted:
        say(f"{len(tally.uncounted):,} more incidents give no number of {tally.role}; they are in no total")
    parts = sum(entry.part_of is not None for entry in tally.entries)
    if parts:
        say(f"{parts:,} of {len(tally.entries):,} incidents are part of a running total; the total counts these people once")
    doubled = sum(bool(entry.overlaps) for entry in tally.entries)
    if doubled:
        say(f"{doubled:,} of {len(tally.entries):,} incidents may hold people that another holds as well; the total counts them each time")


def _tally_table(tally: Tally) -> None:
    made = plain_table("day", "where", tally.role, "total", "who says so", "holds the same people as")
    for entry in tally.entries:
        says = "\n".join(words.version_words(version) for version in entry.says)
        day = words.day((entry.day or "")[:10])
        if entry.since:
            day = f"{words.day(entry.since)} to {day}"
        shared = [f"part of {entry.part_of[:ID_SHOWN]}"] if entry.part_of else [f"{one[:ID_SHOWN]} perhaps" for one in entry.overlaps]
        made.add_row(
            day, entry.place or "", words.span(entry.low, entry.high), Text(words.span(entry.total_low, entry.total_high), "bold"), says,
            "\n".join(shared),
        )  # fmt: skip
    if tally.entries:
        write(drawn(made))
    write(drawn(Text(f"{tally.role}: {words.span(tally.low, tally.high)} in {len(tally.entries):,} incidents", "bold")))


def _tally_row(tally: Tally, entry: Entry) -> Row:
    return {"role": tally.role, **asdict(entry), "says": [asdict(version) for version in entry.says], "overlaps": list(entry.overlaps)}


def plot_tally(tally: Tally, path: Path, filters: Filters) -> None:
    """Draw a running total."""
    asked = heading(filters)
    plots.plot(tally, f"{tally.role}{': ' if asked else ''}{asked}").save(path)
    say(f"{path}: {len(tally.entries):,} incidents")


def put_ledger(name: str, found: Iterable[Incident], form: str) -> None:
    """Put a ledger out."""
    if name == "detentions":
        _detentions(ledgers.detentions(found), form)
    elif name == "protests":
        rows = [asdict(line) | {"size": _size(line.size)} for line in ledgers.protests(found)]
        _ledger(rows, form, ("day", "place", "country", "modes", "size", "incident"))
    else:
        rows = [asdict(line) for line in ledgers.sanctions(found)]
        _ledger(rows, form, ("since", "actors", "recipients", "measures", "stage", "incident"))


def _detentions(ledger: ledgers.Detentions, form: str) -> None:
    held = {"role": "still held", "low": ledger.held_low, "high": ledger.held_high}
    if form != "table":
        rows = [_tally_row(tally, entry) for tally in ledger.totals for entry in tally.entries]
        hurt = [{"role": "mistreated", **asdict(line)} for line in ledger.mistreated]
        # One table in CSV: who was mistreated stands in the same columns, with how many were injured.
        _put([*rows, *hurt, held] if form == "jsonl" else [*rows, *(_as_row(line) for line in ledger.mistreated)], form)
        return
    for tally in ledger.totals:
        _tally_table(tally)
    _mistreated_table(ledger.mistreated)
    bound = words.span(ledger.held_low, ledger.held_high)
    write(drawn(Text(f"still held: {bound}, if those released are of those arrested", "bold")))


def _as_row(line: ledgers.Mistreatment) -> Row:
    """A case of mistreatment in the columns of a tally, the total of which it has none."""
    injured = line.injured
    low, high = (injured.low or 0, injured.high) if injured else (None, None)
    says = [asdict(version) for version in injured.versions] if injured else list(line.sources)
    return {
        "role": "mistreated", "incident": line.incident, "day": line.day, "place": line.place, "low": low, "high": high, "total_low": None,
        "total_high": None, "says": says, "overlaps": [], "since": None, "part_of": None,
    }  # fmt: skip


def _mistreated_table(lines: Sequence[ledgers.Mistreatment]) -> None:
    made = plain_table("day", "where", "by whom", "who", "how", "injured", "who says so")
    for line in lines:
        modes = "; ".join(mode for mode in line.modes if mode in ledgers.MISTREATED)
        says = _words(line.sources) + (" (denied)" if line.denied else "")
        made.add_row(
            words.day((line.day or "")[:10]), line.place or "", _words(line.actors), _words(line.recipients), modes,
            _size(line.injured) or "", says,
        )  # fmt: skip
    if lines:
        write(drawn(made))
    write(drawn(Text(f"mistreated: {len(lines):,} incidents", "bold")))


def _size(count: Count | None) -> str | None:
    return words.span(count.low, count.high) if count else None


def _ledger(rows: Sequence[Row], form: str, columns: Sequence[str]) -> None:
    if form != "table":
        _put([{name: row[name] for name in columns} for row in rows], form)
        return
    made = plain_table(*columns)
    for row in rows:
        cells = {name: _words(row[name]) for name in columns}
        cells["incident"] = cells["incident"][:ID_SHOWN]
        made.add_row(*cells.values())
    if rows:
        write(drawn(made))
    else:
        say("nothing of the kind")


def _words(value: Any) -> str:
    if isinstance(value, tuple | list):
        return "; ".join(words.short(str(item), 40) for item in value)
    return "" if value is None else words.short(str(value), 60)


def _put(rows: Sequence[Row], form: str) -> None:
    if form == "csv" and rows:
        write(flat.header(list(rows[0])))
    for row in rows:
        write(encode(row) if form == "jsonl" else flat.row(_cell(value) for value in row.values()))


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return f"{value['source']}: {value['low']}-{value['high']}"
    return flat.BETWEEN.join(str(_cell(item)) for item in value) or None if isinstance(value, tuple | list) else value
