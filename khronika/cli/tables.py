"""`khronika tables`: look after the knowledge tables."""

from __future__ import annotations

from pathlib import Path

import click

HELP = """Look after the knowledge tables: what the program knows is in TSV and YAML files, one fact a row.

\b
Example:
  khronika tables check
"""


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
    from khronika.errors import UsageError
    from khronika.tables.checker import check_tables

    if folder is not None and not folder.is_dir():
        raise UsageError("is no folder", where=str(folder), advice="give a folder of tables, or none for those of the program")
    faults = check_tables(folder)
    for fault in faults:
        click.echo(printable(fault))
    say(f"faults: {len(faults)}" if faults else "the tables are in order")
    if faults:
        raise click.exceptions.Exit(1)
