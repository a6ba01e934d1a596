"""`khronika events`: list the events of a chronicle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from khronika.cli.chronicle import filter_options, format_option, limit_option, on_option, opened, options, shown_limit

if TYPE_CHECKING:
    from khronika.store import Filters

# A list that is cut says how many there are, up to this many.
COUNTED = 10_000
HELP = """List events of a chronicle in order of time.

Of the values of one filter, one must fit; all filters must. A star at the end of a name or word stands for the rest of it.

\b
Examples:
  khronika events --on chronicle.db --type COERCE --country Belarus --since 2020-08
  khronika events --on chronicle.db --actor COP --recipient "Viasna*" --min-confidence 0.8
  khronika events --on chronicle.db --text '"human chain"' --format csv
"""


@click.command(help=HELP)
@options(on_option, filter_options, format_option, limit_option)
@click.option("--newest-first", is_flag=True, help="The last event first.")
def events(where: str, filters: Filters, form: str, limit: int | None, newest_first: bool) -> None:
    """See HELP."""
    from khronika.cli.listing import put_events
    from khronika.cli.say import say
    from khronika.store import read

    limit = shown_limit(form, limit)
    with opened(where) as chronicle:
        count = put_events(read.event_lines_of(chronicle, filters, limit=limit, newest_first=newest_first), form)
        if not count:
            say("no such events")
        elif form == "table" and count == limit:
            total = read.count_events(chronicle, filters, most=COUNTED)
            say(f"the first {count:,} of {'at least ' if total == COUNTED else ''}{total:,}; see more with --limit")
