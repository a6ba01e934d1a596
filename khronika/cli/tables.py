"""`khronika tables`: look after the knowledge tables."""

from __future__ import annotations

from pathlib import Path

import click

HELP = """Look after the knowledge tables: what the program knows is in TSV and YAML files, one fact a row.

\b
Examples:
  khronika tables check
  khronika tables add parties name="Rose Party" country=FRA sector=PTY since=1905
  khronika tables update office_holders holders.json
"""
IN = click.option(
    "--in", "folder", type=click.Path(path_type=Path), metavar="FOLDER", help="Folder of the tables. Default: those of the program."
)


@click.group(help=HELP)
def tables() -> None:
    """See HELP."""


@tables.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[FOLDER]")
def check(folder: Path | None) -> None:
    """Check the tables of FOLDER (default: those that the program ships): headers, columns, cells, order, rows said twice, rows that clash.

    Each fault is a line with file and line number. Exit code: 0 no fault, 1 faults.
    """
    from khronika.cli.say import printable, say
    from khronika.tables.checker import check_tables

    faults = check_tables(_folder(folder))
    for fault in faults:
        click.echo(printable(fault))
    say(f"faults: {len(faults)}" if faults else "the tables are in order")
    if faults:
        raise click.exceptions.Exit(1)


@tables.command()
@click.argument("table", metavar="TABLE")
@click.argument("cells", nargs=-1, required=True, metavar="COLUMN=VALUE...")
@IN
def add(table: str, cells: tuple[str, ...], folder: Path | None) -> None:
    """Add one row to TABLE (`parties`, `actors/parties`), in its place. Columns that are not given stay empty.

    A row with faults, or that clashes with another one, is refused, and all its faults are told.
    """
    from khronika.cli.say import say
    from khronika.errors import UsageError
    from khronika.tables.add import add_row

    values: dict[str, str] = {}
    for cell in cells:
        column, sign, value = cell.partition("=")
        if not sign or column in values:
            fault = "is given twice" if sign else "is no COLUMN=VALUE"
            raise UsageError(f"{cell!r} {fault}", advice='write each cell once, as name="Rose Party"')
        values[column] = value
    say(f"added: {add_row(table, values, _folder(folder))}")


@tables.command()
@click.argument("table", metavar="TABLE")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@IN
def update(table: str, file: Path, folder: Path | None) -> None:
    """Add to TABLE (office_holders, organisations, parties) what FILE says, and refresh the rows that came from such a file.

    FILE is a JSON dump of Wikidata or a part of one (.json, .json.gz, .json.bz2), or the result of a SPARQL query as JSON. Rows that people
    wrote are kept.
    """
    from khronika.cli.say import printable, say
    from khronika.tables.update import update as update_table

    done = update_table(file, table, _folder(folder))
    for told in done.passed:
        click.echo(printable(told))
    say(f"added: {done.added}, refreshed: {done.refreshed}, kept: {done.kept}, passed over: {len(done.passed)}")


def _folder(folder: Path | None) -> Path | None:
    from khronika.errors import UsageError

    if folder is not None and not folder.is_dir():
        raise UsageError("is no folder", where=str(folder), advice="give a folder of tables, or none for those of the program")
    return folder
