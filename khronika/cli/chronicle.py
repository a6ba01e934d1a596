"""Options that the verbs of the chronicle share: one grammar for all."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from khronika.store import Chronicle

FORMATS = ("table", "jsonl", "csv")
# Rows of a table to read, unless --limit says otherwise.
SCREEN = 100
Function = Callable[..., None]

to_option = click.option("--to", "where", required=True, metavar="CHRONICLE", help="The chronicle: a file, or postgresql://host/database.")
on_option = click.option("--on", "where", required=True, metavar="CHRONICLE", help="The chronicle: a file, or postgresql://host/database.")
format_option = click.option(
    "--format", "form", type=click.Choice(FORMATS), default=FORMATS[0], show_default=True, help="table (to read), jsonl or csv."
)
limit_option = click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help=f"At most N rows. Default: {SCREEN} for a table, else all."
)
by_options = (
    click.option("--by", required=True, metavar="NAME", help="Who says so."),
    click.option("--why", required=True, metavar="TEXT", help="For what reason."),
)
_FILTERS = (
    ("type", "TYPE", "PLOVER type or extension type, e.g. COERCE."),
    ("mode", "MODE", "Mode of the type, e.g. arrest."),
    ("status", "STATUS", "occurred, ongoing, planned, denied, …"),
    ("actor", "WHO", "Who did it: a name or a part of one, or a code of country or sector (BLR, COP)."),
    ("recipient", "WHO", "To whom it was done."),
    ("place", "NAME", "Place or country where it happened, by name."),
    ("country", "CODE", "Country where it happened, by ISO 3166 code or name."),
    ("source", "WHO", "Who is given as the source."),
    ("publisher", "NAME", "Who published the article."),
    ("text", "WORDS", 'Words of the sentence or the title; "in quotes" one after the other.'),
)


def filter_options(function: Function) -> Function:
    """The filters; the function gets them as one argument, `filters`."""

    @functools.wraps(function)
    def wrapped(**options: Any) -> None:
        from khronika.store import Filters

        values = {name: options.pop(name) for name in (*(name for name, _, _ in _FILTERS), "since", "until", "min_confidence", "rejected")}
        filters = Filters(**values)
        if filters.type:
            from khronika.store.filters import types_of_its_own

            with opened(options["where"]) as chronicle, chronicle.reading() as connection:
                filters = dataclasses.replace(filters, own_types=types_of_its_own(connection, filters.type))
        function(filters=filters, **options)

    decorators = [
        *(click.option(f"--{name}", multiple=True, metavar=metavar, help=text) for name, metavar, text in _FILTERS),
        click.option("--since", metavar="DAY", help="From this day, month or year on."),
        click.option("--until", metavar="DAY", help="To the end of this day, month or year."),
        click.option("--min-confidence", type=click.FloatRange(0, 1), metavar="P", help="Only what is at least this sure."),
        click.option("--rejected", is_flag=True, help="Also what people rejected."),
    ]
    result: Function = wrapped
    for decorator in reversed(decorators):
        result = decorator(result)
    return result


def options(*decorators: Callable[[Function], Function]) -> Callable[[Function], Function]:
    """Several options as one decorator, in the order of the help page."""

    def decorate(function: Function) -> Function:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def opened(where: str, *, write: bool = False, create: bool = False) -> Chronicle:
    """Open a chronicle for a verb; verbs that write bring old tables up to date."""
    from khronika.store import open_chronicle

    return open_chronicle(where, create=create, upgrade=write)


def shown_limit(form: str, limit: int | None) -> int | None:
    """How many rows to show."""
    return limit if limit is not None or form != "table" else SCREEN
