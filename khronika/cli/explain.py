"""`khronika explain`: each value of an event, the words it came from, and what decided it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from khronika.cli.columns import column_options

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from khronika.cli.why import Found

HELP = """Show why an event was coded as it was: its sentence with the trigger in brackets, each value, the words it came from, and the
rule, table row or model that decided.

FILE is what `khronika code` wrote as JSON Lines, or articles, which are coded anew. For an output, the articles are looked up where its run
file says they are, or in --input.

\b
Examples:
  khronika explain events.jsonl --event ev_8c1f0d2b
  khronika explain report.txt --published 2020-08-14
"""


@click.command(help=HELP)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--event", metavar="ID", help="Only this event; the beginning of its id is enough. Default: every event of FILE.")
@click.option("--input", "source", metavar="PATH", help="The articles that FILE was coded from, if they have moved.")
@click.option("--published", metavar="DATE", help="Day of publication of articles that do not state it, as for `khronika code`.")
@click.option("--language", metavar="CODE", help="Language of articles that do not state it, as for `khronika code`.")
@column_options
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="TOML file with settings, as for `khronika code`.")
@click.option("--set", "values", multiple=True, metavar="SECTION.KEY=VALUE", help="One setting; may be repeated.")
def explain(**options: Any) -> None:
    """See HELP."""
    from rich.console import Console

    from khronika.cli.render import PLAIN_WIDTH
    from khronika.cli.why import Question, answers
    from khronika.errors import InputError

    width = None if sys.stdout.isatty() else PLAIN_WIDTH
    console = Console(highlight=False, markup=False, emoji=False, width=width)
    count = 0
    for found in answers(Question(**options)):
        if count:
            console.print()
        _show(console, found)
        count += 1
    if not count:
        wanted = f"no event {options['event']}" if options["event"] else "no events"
        raise InputError(f"holds {wanted}", where=str(options["file"]), advice="ids stand in the field id of the output of `khronika code`")


def _show(console: Any, found: Found) -> None:
    from rich.padding import Padding
    from rich.text import Text

    line = found.line
    article = line["article"]
    console.print(
        Text.assemble((line["id"], "bold"), "  ", _words(article["title"], article["publisher"], article["published"], article["id"]))
    )
    if found.note:
        console.print(Text("note: " + found.note, "yellow"))
    console.print(Padding(_sentence(found), (1, 0, 1, 2)))
    console.print(Padding(_values(found), (0, 0, 0, 2)))


def _words(*parts: str | None) -> Text:
    from rich.text import Text

    from khronika.cli.words import short

    return Text(" · ".join(short(part) for part in parts if part), "dim")


def _sentence(found: Found) -> Text:
    """The sentence, its trigger in brackets."""
    from rich.text import Text

    from khronika.cli.say import printable

    line, text = found.line, found.text
    if text is None:
        return Text("(the article is not at hand; say where it is with --input)", "dim")
    start, end = line["sentence"]["start"], line["sentence"]["end"]
    first, last = line["trigger"]["start"], line["trigger"]["end"]
    return Text.assemble(
        printable(text[start:first]), ("[" + printable(text[first:last]) + "]", "bold red"), printable(text[last:end])
    )  # fmt: skip


def _values(found: Found) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("field", "value", "words", "decided by"):
        table.add_column(name, overflow="fold")
    table.columns[0].no_wrap = True
    for row in found.rows():
        table.add_row(row.field, row.value, row.words, row.by)
    return table
