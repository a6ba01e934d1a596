"""`khronika agreement`: how well people who judged the same events agree."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import click

from khronika.cli.chronicle import format_option, on_option, opened, options

if TYPE_CHECKING:
    from khronika.evaluate.agreement import Agreement

HELP = """Say how well people who judged the same events agree: Krippendorff's alpha for verdict, type, status and counts, among all and
between each two, with the interval that holds it with 95 % certainty.

1 is full agreement, 0 is what chance gives. What an adjudicator decided does not count.

\b
Example:
  khronika agreement --on chronicle.db
"""


@click.command(help=HELP)
@options(on_option, format_option)
def agreement(where: str, form: str) -> None:
    """See HELP."""
    from khronika.cli.listing import write
    from khronika.cli.say import say
    from khronika.evaluate.agreement import Agreement, agreement
    from khronika.export import flat
    from khronika.export.lines import encode
    from khronika.store import readings

    with opened(where) as chronicle:
        found = agreement(readings.compared(chronicle))
    names = [field.name for field in fields(Agreement)]
    if form == "jsonl":
        for row in found:
            write(encode({name: getattr(row, name) for name in names}))
    elif form == "csv":
        write(flat.header(names) + b"".join(flat.row(_cells(row, names)) for row in found))
    elif found:
        _table(found)
    if not any(row.units for row in found):
        say("nobody has judged the same event as somebody else")


def _cells(row: Agreement, names: list[str]) -> list[str | int | float | None]:
    from khronika.export import flat

    values = (getattr(row, name) for name in names)
    return [flat.BETWEEN.join(value) if isinstance(value, tuple) else value for value in values]


def _table(rows: list[Agreement]) -> None:
    from khronika.cli.listing import drawn, plain_table, write

    made = plain_table("field", "people", "events", "values", "alpha", "95 %", "compared as")
    for row in rows:
        bounds = "" if row.low is None or row.high is None else f"{row.low:.3f} to {row.high:.3f}"
        alpha = "not defined" if row.alpha is None else f"{row.alpha:.3f}"
        made.add_row(row.field, ", ".join(row.people), str(row.units), str(row.values), alpha, bounds, row.metric)
    write(drawn(made))
