"""Code the examples and print what happened on which day, how often what was reported, and the figures by source.

python examples/demo.py [FOLDER…]
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from khronika import code_articles
from khronika.cli import table, words
from khronika.cli.render import PLAIN_WIDTH
from khronika.model import Article, Event
from khronika.read import read

HERE = Path(__file__).parent
REAL = ("occurred", "ongoing")
FIGURES = ("arrested", "released", "injured", "dead", "participants")


def main(folders: list[str]) -> int:
    """Code every folder and print its chronicle."""
    console = Console(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else PLAIN_WIDTH)
    for folder in folders or sorted(str(path) for path in HERE.iterdir() if path.is_dir() and not path.name.startswith("_")):
        contents = [item.content for item in read([folder])]
        articles = [content for content in contents if isinstance(content, Article)]
        if not articles and not folders:
            continue  # a folder with examples of another kind
        coded = list(code_articles(articles))
        for problem in (*(c for c in contents if not isinstance(c, Article)), *(f for one in coded for f in one.failures)):
            console.print(f"! {problem}", style="yellow")
        events = [event for one in coded for event in one.events]
        console.rule(Text(f"{Path(folder).name}: {len(events)} events in {len(articles)} reports", "bold"))
        console.print(timeline(events))
        console.print(counts(events))
        console.print(figures(events))
    return 0


def timeline(events: Iterable[Event]) -> Table:
    """What happened or was going on, by day; each mention is a row."""
    shown = _table("event", "who → whom · where · how many · reported by")
    shown.title = "\nWhat happened, day by day"
    dated = sorted((e for e in events if e.status in REAL and e.time and e.time.begins), key=lambda e: (_day(e), e.event_type))
    last = ""
    for event in dated:
        day, _, clock = (words.time(event.time) if event.time else "").partition(", ")
        if day != last:
            shown.add_row(Text(day, "bold underline"), "")
        last = day
        details = (clock, table.place(event), *(words.quantity(q) for q in event.quantities), event.article.publisher or "")
        line = Text.assemble(table.parties(event), ("\n" + " · ".join(filter(None, details)), "dim"))
        shown.add_row(Text("  ").append(table.kind(event)), line)
    return shown


def counts(events: Iterable[Event]) -> Table:
    """How many events of which type and status."""
    shown = _table("event", "happened", "planned, demanded, possible …", "did not happen")
    shown.title = "\nHow often"
    tally: dict[tuple[int, str, str], Counter[str]] = defaultdict(Counter)
    for event in events:
        fold = "real" if event.status in (*REAL, "historical") else "not" if event.status in ("negated", "denied") else "unreal"
        tally[event.quad or 9, event.event_type, " ".join(event.modes)][fold] += 1
    for (quad, name, modes), by_fold in sorted(tally.items()):
        label = Text(f"{name} {modes}".strip(), table.COLOURS.get(quad, "magenta"))
        shown.add_row(label, *(str(by_fold[fold] or "") for fold in ("real", "unreal", "not")))
    return shown


def figures(events: Iterable[Event]) -> Table:
    """The figures that reports give, side by side: publishers differ, and so do their sources."""
    shown = _table("figure", "published", "publisher", "according to", "in words")
    shown.title = "\nFigures, and whose they are"
    rows = {
        (FIGURES.index(q.role), e.article.published or "", words.quantity(q), e.article.publisher or "", _sources(e), q.text)
        for e in events if e.status in (*REAL, "historical")
        for q in e.quantities if q.role in FIGURES
    }  # fmt: skip
    for _, published, figure, publisher, sources, text in sorted(rows):
        shown.add_row(figure, published, publisher, sources, f"“{text}”")
    return shown


def _table(*columns: str) -> Table:
    shown = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", title_justify="left", title_style="bold")
    for column in columns:
        shown.add_column(column, overflow="fold")
    return shown


def _day(event: Event) -> str:
    return (event.time.begins or "") if event.time else ""


def _sources(event: Event) -> str:
    return "; ".join(words.source(source) for source in event.attributed_to)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
