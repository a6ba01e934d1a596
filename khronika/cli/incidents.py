"""`khronika incidents`, `khronika timeline`: acts with all their reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from khronika.cli.chronicle import filter_options, format_option, limit_option, on_option, opened, options, shown_limit

if TYPE_CHECKING:
    from khronika.store import Filters

INCIDENTS_HELP = """List incidents of a chronicle: acts with all their reports, the numbers that sources give, who confirms and denies.

An incident is listed if one of its events fits.

\b
Example:
  khronika incidents --on chronicle.db --type COERCE --mode arrest --country BLR
"""
TIMELINE_HELP = """Tell what happened day by day, or plot how much.

\b
Examples:
  khronika timeline --on chronicle.db --country BLR --since 2020-08-09 --until 2020-08-16
  khronika timeline --on chronicle.db --country BLR --plot belarus.svg
"""
newest_option = click.option("--newest-first", is_flag=True, help="The last first.")


@click.command(help=INCIDENTS_HELP)
@options(on_option, filter_options, format_option, limit_option, newest_option)
def incidents(where: str, filters: Filters, form: str, limit: int | None, newest_first: bool) -> None:
    """See INCIDENTS_HELP."""
    from khronika.cli.acts import put_incidents
    from khronika.cli.merging import tell_unmerged
    from khronika.cli.say import say
    from khronika.store.incidents import found_incidents

    with opened(where) as chronicle:
        tell_unmerged(chronicle)
        limit = shown_limit(form, limit)
        count = put_incidents(found_incidents(chronicle, filters, limit=limit, newest_first=newest_first), form)
        if not count:
            say("no such incidents")
        elif form == "table" and count == limit:
            say(f"the first {count:,}; see more with --limit")


@click.command(help=TIMELINE_HELP)
@options(on_option, filter_options, format_option, limit_option)
@click.option("--plot", type=click.Path(path_type=Path), metavar="FILE", help="Draw how much happened when into FILE, .svg or .png.")
def timeline(where: str, filters: Filters, form: str, limit: int | None, plot: Path | None) -> None:
    """See TIMELINE_HELP."""
    from khronika.cli.acts import plot_timeline, put_timeline
    from khronika.cli.merging import tell_unmerged
    from khronika.cli.say import say
    from khronika.store.incidents import found_incidents

    with opened(where) as chronicle:
        tell_unmerged(chronicle)
        if plot:
            plot_timeline(found_incidents(chronicle, filters, limit=limit), plot, filters)
            return
        limit = shown_limit(form, limit)
        count = put_timeline(found_incidents(chronicle, filters, limit=limit), form)
        if not count:
            say("nothing of the kind happened")
        elif form == "table" and count == limit:
            say(f"the first {count:,}; see more with --limit")
