"""`khronika recode`: code the articles of a chronicle anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from khronika.cli.jobs import jobs_option

HELP = """Code anew the articles of a chronicle that another version of khronika coded, or this one with other settings.

What the machine found is replaced. What people said stays: it is applied again to the words that it was said of, and told where these, or
their event, are gone. The call may be stopped at any moment and made again.

\b
Example:
  khronika recode --on chronicle.db --jobs 0
"""


@click.command(help=HELP)
@click.option("--on", "--to", "where", required=True, metavar="CHRONICLE", help="The chronicle: a file, or postgresql://host/database.")
@click.option("--merge/--no-merge", default=True, help="Whether to merge what came into incidents. Default: yes.")
@jobs_option
@click.option("--ontology", type=click.Path(path_type=Path), metavar="FILE", help="YAML file with event types of your own.")
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="TOML file with settings, laid over the defaults.")
@click.option("--set", "values", multiple=True, metavar="SECTION.KEY=VALUE", help="One setting; may be repeated.")
def recode(where: str, merge: bool, **given: Any) -> None:
    """See HELP."""
    from khronika.cli.adding import recode_all
    from khronika.cli.run import Call

    click.get_current_context().exit(recode_all(Call(verb="recode", paths=(), **given), where, merge=merge))
