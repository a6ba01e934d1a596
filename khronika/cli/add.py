"""`khronika add`: articles in, coded and kept in a chronicle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from khronika.cli.chronicle import options, to_option
from khronika.cli.columns import column_options
from khronika.cli.jobs import jobs_option

HELP = """Code the events of news reports and keep them in a chronicle, which is made if there is none.

PATH is what `khronika code` takes, or what it wrote as JSON Lines. What is in the chronicle already, coded by the same coder, is passed
over; a corrected edition of an article supersedes the old one and keeps it; a new version of the coder replaces what the old one found.
What people said (`khronika correct`, `accept`, `reject`, `split`, `join`) stays. The call may be stopped at any moment and made again.

\b
Examples:
  khronika add reports/ --to chronicle.db
  khronika add archive.jsonl.gz --to postgresql://user@host/chronicle --jobs 0
  khronika add events.jsonl --to chronicle.db

\b
Exit code: 0 all is kept, 1 some inputs could not be, 2 the call is wrong, 130 stopped with Ctrl-C.
"""


@click.command(help=HELP)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@options(
    to_option,
    click.option("--published", metavar="DATE", help="Day of publication of articles that do not state it, e.g. 2020-08-14."),
    click.option("--publisher", metavar="NAME", help="Publisher of articles that do not state it."),
    click.option("--language", metavar="CODE", help="Language of articles that do not state it, e.g. en. Default: detected."),
    column_options,
    click.option("--merge/--no-merge", default=True, help="Whether to merge what came into incidents. Default: yes."),
    click.option(
        "--filter/--no-filter", "filtered", default=True, help="Whether to pass over articles whose words promise no acts. Default: yes."
    ),
    jobs_option,
    click.option("--ontology", type=click.Path(path_type=Path), metavar="FILE", help="YAML file with event types of your own."),
    click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="TOML file with settings, laid over the defaults."),
    click.option("--set", "values", multiple=True, metavar="SECTION.KEY=VALUE", help="One setting; may be repeated."),
)
def add(where: str, merge: bool, **given: Any) -> None:
    """See HELP."""
    from khronika.cli.adding import add_all
    from khronika.cli.run import Call

    click.get_current_context().exit(add_all(Call(verb="add", **given), where, merge=merge))
