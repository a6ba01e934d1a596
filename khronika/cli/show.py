"""`khronika show`: everything a chronicle knows of one event or incident."""

from __future__ import annotations

import click

from khronika.cli.chronicle import on_option, opened, options

HELP = """Show an event of a chronicle: the sentence, each value with its words and what decided it, what people said of it. The first
column names the field as `khronika correct` takes it.

Of an incident: its reports, the numbers that each source gives, and what speaks for and against its being one act.

The beginning of an ID is enough.

\b
Examples:
  khronika show ev_8c1f0d2b --on chronicle.db
  khronika show in_5b5f20f5 --on chronicle.db
"""


@click.command(help=HELP)
@click.argument("identity", metavar="ID")
@options(
    on_option, click.option("--format", "form", type=click.Choice(("table", "jsonl")), default="table", help="table (to read) or jsonl.")
)
def show(identity: str, where: str, form: str) -> None:
    """See HELP."""
    from khronika.cli.acts import shown_incident
    from khronika.cli.listing import write
    from khronika.cli.showing import shown
    from khronika.export.lines import encode
    from khronika.model.lines import incident_line
    from khronika.store import read
    from khronika.store.incidents import one_incident

    with opened(where) as chronicle:
        if identity.startswith("in_"):
            incident = one_incident(chronicle, identity)
            write(shown_incident(incident) if form == "table" else encode(incident_line(incident)))
            return
        line = read.one_event(chronicle, identity)
    if form == "jsonl":
        line.pop("text")
        write(encode(line))
    else:
        write(shown(line))
