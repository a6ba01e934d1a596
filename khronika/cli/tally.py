"""`khronika tally`, `khronika ledger`: how many, of whom, and who says so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from khronika.cli.chronicle import filter_options, format_option, on_option, opened, options
from khronika.model.quantity import QuantityRole

if TYPE_CHECKING:
    from khronika.store import Filters

ROLES: tuple[QuantityRole, ...] = get_args(QuantityRole)
LEDGERS = ("detentions", "protests", "sanctions")
TALLY_HELP = """Add up a role (arrested, released, dead, injured, participants, displaced, abducted, missing) over incidents, in order of
time.

Of one incident, one range counts, however many reports it has. Where incidents may hold the same people, that is said.

\b
Examples:
  khronika tally arrested --on chronicle.db --place Belarus --since 2020-08-09
  khronika tally dead --on chronicle.db --country SDN --plot dead.png
"""
LEDGER_HELP = """Keep a ledger.

detentions: arrested, released, injured, dead, and how many may still be held. protests: place, day and size. sanctions: who against
whom, which measures, which stage, since when.

\b
Example:
  khronika ledger sanctions --on chronicle.db --recipient BLR --format csv
"""


@click.command(help=TALLY_HELP)
@click.argument("role", type=click.Choice(ROLES))
@options(on_option, filter_options, format_option)
@click.option("--plot", type=click.Path(path_type=Path), metavar="FILE", help="Draw the running total into FILE, .svg or .png.")
def tally(role: QuantityRole, where: str, filters: Filters, form: str, plot: Path | None) -> None:
    """See TALLY_HELP."""
    from khronika.cli.counted import plot_tally, put_tally
    from khronika.cli.merging import tell_unmerged
    from khronika.merge.tallies import tally as added_up
    from khronika.store.incidents import found_incidents

    with opened(where) as chronicle:
        tell_unmerged(chronicle)
        found = added_up(role, found_incidents(chronicle, filters))
    if plot:
        plot_tally(found, plot, filters)
    else:
        put_tally(found, form)


@click.command(help=LEDGER_HELP)
@click.argument("ledger", type=click.Choice(LEDGERS))
@options(on_option, filter_options, format_option)
def ledger(ledger: str, where: str, filters: Filters, form: str) -> None:
    """See LEDGER_HELP."""
    from khronika.cli.counted import put_ledger
    from khronika.cli.merging import tell_unmerged
    from khronika.store.incidents import found_incidents

    with opened(where) as chronicle:
        tell_unmerged(chronicle)
        put_ledger(ledger, found_incidents(chronicle, filters), form)
