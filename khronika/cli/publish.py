"""`khronika publish`: a chronicle as a folder of pages."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from khronika.cli.chronicle import filter_options, on_option, options
from khronika.errors import UsageError

if TYPE_CHECKING:
    from khronika.store import Filters

LANGUAGES = ("en", "ru")
HELP = """Write a chronicle's pages into the folder DIR, to be read there or put on any web host: the pages that `khronika serve` shows, as
JSON and CSV too, an Atom feed, and the events as a data package.

Texts of articles are left out, since they belong to their publishers; the sentences that tell an event are quoted. A call that was stopped
goes on where it was when it is made again.

\b
Examples:
  khronika publish site --on chronicle.db --title "Minsk, August 2020"
  khronika publish site --on chronicle.db --country BLR --redact --licence CC0-1.0 --url https://example.org/minsk
"""


@click.command(help=HELP)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@options(
    on_option,
    click.option("--title", default="Khronika", show_default=True, metavar="TEXT", help="What the site is called."),
    click.option("--licence", default="CC-BY-4.0", show_default=True, metavar="NAME", help="Licence under which you give the data."),
    click.option("--redact", is_flag=True, help="Leave out the names of private persons, and with them all sentences and titles."),
    click.option("--texts", is_flag=True, help="Show the articles whole. Do so only if their publishers allow it."),
    click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the pages."),
    click.option("--url", metavar="URL", help="Where the site will stand, for the feed: https://…"),
    click.option("--force", is_flag=True, help="Replace a site that was published before."),
    filter_options,
)
def publish(
    folder: Path, where: str, filters: Filters, title: str, licence: str, redact: bool, texts: bool, language: str, url: str | None,
    force: bool,
) -> None:  # fmt: skip
    """See HELP."""
    from khronika.cli.say import say
    from khronika.web.publication import Publication
    from khronika.web.publish import Order
    from khronika.web.publish import publish as write_site

    if texts and redact:
        raise UsageError("texts hold all names", where="--texts", advice="leave out --texts or --redact")
    if url and not url.startswith(("http://", "https://")):
        raise UsageError("is no web address", where="--url", advice="write it as https://example.org/site")
    order = Order(where, folder, filters, Publication(title, licence, texts, redact), url, language, force)
    with _Bar() as bar:
        pages = write_site(order, bar.update)
    say(f"{folder}: {pages:,} pages; open {folder / 'index.html'}")


class _Bar:
    """How many pages are written; nothing where there is no terminal."""

    def __init__(self) -> None:
        self._progress: Any = None

    def __enter__(self) -> _Bar:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            self._progress = Progress(
                TextColumn("pages"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True), transient=True
            )
            self._progress.add_task("", total=None)
            self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def update(self, done: int, known: int) -> None:
        """So many pages are written, of so many that are known."""
        if self._progress is not None:
            self._progress.update(self._progress.tasks[0].id, completed=done, total=known)
