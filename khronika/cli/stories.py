"""`khronika stories`: which articles report the same event."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from khronika.cli.columns import column_options

HELP = """Find the articles of PATH that report the same event or its direct follow-up: one line an article with the id of its story.

PATH is as for `khronika code`. Articles are taken in order of publication; nothing is coded.

\b
Example:
  khronika stories archive.jsonl.gz > stories.jsonl

\b
Exit code: 0 all was read, 1 some inputs could not be, 2 the call is wrong.
"""


@click.command(help=HELP)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--published", metavar="DATE", help="Day of publication of articles that do not state it, e.g. 2020-08-14.")
@click.option("--publisher", metavar="NAME", help="Publisher of articles that do not state it.")
@click.option("--language", metavar="CODE", help="Language of articles that do not state it, e.g. en. Default: detected.")
@column_options
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="TOML file with settings, laid over the defaults.")
@click.option("--set", "values", multiple=True, metavar="SECTION.KEY=VALUE", help="One setting; may be repeated.")
def stories(**options: Any) -> None:
    """See HELP."""
    # Imported here, so that wrong options and --help are answered before anything is loaded.
    from khronika.cli.telling import run

    click.get_current_context().exit(run(options))
