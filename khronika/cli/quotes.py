"""`khronika quotes`: all that somebody is quoted with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from khronika.cli.columns import column_options

FORMATS = ("table", "jsonl", "csv")
HELP = """List all that NAME, a person or an organisation, is quoted with in the articles of PATH.

A surname finds the full name too, and pronouns and descriptions ("she", "the minister") where an article ties them to the name. PATH is as
for `khronika code`.

\b
Examples:
  khronika quotes "Ana Horvat" reports/
  khronika quotes ministry archive.jsonl.gz --format jsonl > quotes.jsonl

\b
Exit code: 0 all was read, 1 some inputs could not be, 2 the call is wrong, 130 stopped with Ctrl-C.
"""


@click.command(help=HELP)
@click.argument("name", metavar="NAME")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="How to list.")
@click.option("--published", metavar="DATE", help="Day of publication of articles that do not state it, e.g. 2020-08-14.")
@click.option("--publisher", metavar="NAME", help="Publisher of articles that do not state it.")
@click.option("--language", metavar="CODE", help="Language of articles that do not state it, e.g. en. Default: detected.")
@column_options
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="TOML file with settings, laid over the defaults.")
@click.option("--set", "values", multiple=True, metavar="SECTION.KEY=VALUE", help="One setting; may be repeated.")
def quotes(name: str, form: str, **options: Any) -> None:
    """See HELP."""
    # Imported here, so that wrong options and --help are answered before the coder is loaded.
    from khronika.cli.quoting import run

    click.get_current_context().exit(run(name, form, options))
