"""`khronika merge`, `khronika migrate`: look after a chronicle."""

from __future__ import annotations

import click

from khronika.cli.chronicle import opened, options, to_option

MERGE_HELP = """Put together what the articles of a chronicle tell: near copies, stories, and incidents, each of which is one act with
all its reports.

`khronika add` does this for what it adds, unless --no-merge. What people said (`khronika join`, `khronika split`) is kept.

\b
Example:
  khronika merge --to chronicle.db
"""
MIGRATE_HELP = """Bring the tables of a chronicle that an older version of khronika made to those of this version.

Each step is made whole or not at all. Verbs that write do the same by themselves.
"""


@click.command(help=MERGE_HELP)
@options(to_option, click.option("--all", "everything", is_flag=True, help="Everything anew, not only what came since the last time."))
def merge(where: str, everything: bool) -> None:
    """See MERGE_HELP."""
    from khronika.cli.merging import merge_told

    with opened(where, write=True) as chronicle:
        merge_told(chronicle, everything=everything)


@click.command(help=MIGRATE_HELP)
@options(to_option)
def migrate(where: str) -> None:
    """See MIGRATE_HELP."""
    from khronika.cli.say import say
    from khronika.store import migrate as migrations

    with opened(where, write=True):
        say(f"the tables are those of version {migrations.NEWEST}")
