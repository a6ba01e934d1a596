"""`khronika export`: a chronicle's events for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from khronika.cli.chronicle import filter_options, on_option, opened, options

if TYPE_CHECKING:
    from khronika.store import Filters

# As khronika.export.formats.FORMATS, which is loaded only when it is needed.
FORMATS = ("jsonl", "plover", "csv", "polecat-csv", "acled-csv", "gdelt-tsv", "parquet", "geojson")
HELP = """Write the events that fit into the folder DIR, with a datapackage.json that tells fields, licence, coder and hashes.

jsonl is the record format, plover PLOVER's own; csv, polecat-csv, acled-csv and gdelt-tsv are for programs that know these tables;
parquet is divided by month; geojson is for maps.

\b
Examples:
  khronika export out --on chronicle.db --format csv --country BLR
  khronika export public --on chronicle.db --format plover --redact --licence CC0-1.0
"""


@click.command(help=HELP)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@options(
    on_option,
    click.option("--format", "form", type=click.Choice(FORMATS), required=True, help="See above."),
    click.option("--redact", is_flag=True, help="Leave out the names of private persons."),
    click.option("--licence", default="CC-BY-4.0", show_default=True, metavar="NAME", help="Licence under which you give the data."),
    click.option("--force", is_flag=True, help="Write into a folder that is not empty."),
    filter_options,
    click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N events."),
)
def export(
    folder: Path, where: str, filters: Filters, form: str, redact: bool, licence: str, force: bool, limit: int | None
) -> None:  # fmt: skip
    """See HELP."""
    from khronika.cli.say import say
    from khronika.export import formats

    with opened(where) as chronicle:
        resources = formats.export(chronicle, filters, form, folder, redact=redact, licence=licence, force=force, limit=limit)
    rows = sum(resource.rows for resource in resources)
    say(f"{folder}: {rows:,} rows in {len(resources):,} {'file' if len(resources) == 1 else 'files'}, described in {formats.DESCRIPTION}")
