"""`khronika show`: everything a chronicle knows of one event."""

from __future__ import annotations

import click

from khronika.cli.chronicle import on_option, opened, options

HELP = """Show an event of a chronicle: the sentence, each value with its words and what decided it, what people said of it.

The first column names the field as `khronika correct` takes it. The beginning of an ID is enough.

\b
Example:
  khronika show ev_8c1f0d2b --on chronicle.db
"""


@click.command(help=HELP)
@click.argument("identity", metavar="ID")
@options(
    on_option, click.option("--format", "form", type=click.Choice(("table", "jsonl")), default="table", help="table (to read) or jsonl.")
)
def show(identity: str, where: str, form: str) -> None:
    """See HELP."""
    from khronika.cli.listing import write
    from khronika.cli.showing import shown
    from khronika.export.lines import encode
    from khronika.store import read

    with opened(where) as chronicle:
        line = read.one_event(chronicle, identity)
    if form == "jsonl":
        line.pop("text")
        write(encode(line))
    else:
        write(shown(line))
