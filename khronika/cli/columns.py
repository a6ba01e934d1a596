"""The options that say which columns of a table hold what, for all verbs that read articles."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from khronika.read import Columns

# Option, field of khronika.read.Columns, what the column holds.
COLUMNS = (
    ("--text-column", "text", "the report"),
    ("--title-column", "title", "its headline"),
    ("--date-column", "date", "its day of publication"),
    ("--publisher-column", "publisher", "its publisher"),
    ("--author-column", "author", "its author"),
    ("--id-column", "id", "its id"),
    ("--url-column", "url", "its address"),
)


def column_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options, each a name or a number of a column, as `text_column`, `title_column` …"""
    for option, field, what in reversed(COLUMNS):
        rest = ' (or field of JSON), by name or number; "" for none. Default: guessed, and said.' if field == "text" else "."
        text = f"Column with {what}{rest}"
        function = click.option(option, f"{field}_column", metavar="NAME", help=text)(function)
    return function


def columns_of(call: object) -> Columns:
    """The columns that a call names, of its attributes `text_column` and so on."""
    from khronika.read import Columns

    return Columns(**{field: getattr(call, f"{field}_column") for _, field, _ in COLUMNS})
