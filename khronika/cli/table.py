"""Events and layers as a table to read, article by article."""

from __future__ import annotations

import io

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from khronika.cli import words
from khronika.model import Article, CodedArticle, Event

# Colours by PLOVER's quad class: verbal and material cooperation, verbal and material conflict; extension types have none.
COLOURS = {1: "green", 2: "cyan", 3: "yellow", 4: "red", None: "magenta"}
UNREAL = "italic blue"
STATUS_STYLES = {
    "occurred": "", "ongoing": "bold", "historical": "dim", "planned": UNREAL, "possible": UNREAL, "conditional": UNREAL,
    "demanded": UNREAL, "threatened": UNREAL, "negated": "bold dim", "denied": "bold dim",
}  # fmt: skip
# From WIDE columns on, each thing has a column of its own; below NARROW, events are written one under the other.
WIDE, NARROW = 150, 70
# Least and most columns of what may be long.
WIDTHS = {"event": (10, 20), "who → whom": (40, None), "when": (11, 26), "where": (8, 24), "how many": (10, 28), "according to": (10, 30)}
ID_SHOWN = 11


def events(coded: CodedArticle, width: int, colour: bool) -> bytes:
    """The events of an article in `width` columns."""
    if coded.failures:
        return b""
    if not coded.events:
        return _drawn(Text("  no events", style="dim"), coded.article, width, colour)
    if width >= NARROW:
        body: Table | Group = (_wide if width >= WIDE else _narrow)(coded.events)
    else:
        body = Group(*(_stacked(event) for event in coded.events))
    return _drawn(body, coded.article, width, colour)


def layers(coded: CodedArticle, width: int, colour: bool) -> bytes:
    """The entities, toponyms, times, quantities and attributions of an article in `width` columns."""
    if coded.failures:
        return b""
    table = _table("what", "words", "means", "where in the text")
    r, text = coded.record, coded.article.text
    for e in r.entities or ():
        table.add_row(Text("entity", "green"), words.short(e.text), words.entity(e), f"{e.start}–{e.end}")
    for t in r.toponyms or ():
        found = " ".join(filter(None, (t.name, t.admin1, t.country, f"({t.role})")))
        table.add_row(Text("toponym", "cyan"), words.short(t.text), Text(words.short(found)), f"{t.start}–{t.end}")
    for x in r.timexes or ():
        table.add_row(Text("time", "yellow"), words.short(x.text), f"{words.short(x.value)}  {words.time(x)}", f"{x.start}–{x.end}")
    for q in r.quantities or ():
        table.add_row(Text("quantity", "magenta"), words.short(q.text), words.quantity(q), f"{q.start}–{q.end}")
    for a in r.attributions or ():
        for start, end in (a.source or a.cue)[:1]:
            table.add_row(
                Text("attribution", "blue"), words.short(text[start:end]), words.short(a.source_name or a.certainty), f"{start}–{end}"
            )
    return _drawn(table if table.row_count else Text("  nothing found", style="dim"), coded.article, width, colour)


def _drawn(body: Table | Group | Text, article: Article, width: int, colour: bool) -> bytes:
    buffer = io.StringIO()
    # Without markup: "[red]" in an article is text.
    console = Console(
        file=buffer, width=width, force_terminal=colour, color_system="auto" if colour else None,
        highlight=False, markup=False, emoji=False,
    )  # fmt: skip
    console.print(_heading(article), overflow="ellipsis", no_wrap=True)
    console.print(Padding(body, (0, 0, 1, 1)))
    return "\n".join(line.rstrip() for line in buffer.getvalue().split("\n")).encode("utf-8", "replace")


def _heading(article: Article) -> Text:
    name = words.short(article.title or article.origin or article.id, 80)
    more = " · ".join(words.short(part, 40) for part in (article.publisher, article.published, article.id) if part)
    return Text.assemble((name, "bold underline"), ("  " + more, "dim"))


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_header=True)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _wide(found: tuple[Event, ...]) -> Table:
    """A column for each thing; columns in which no event has anything are left out."""
    rows: list[dict[str, Text | str]] = [
        {
            "event": kind(event), "status": status(event), "who → whom": parties(event), "when": _time(event), "where": place(event),
            "how many": _numbers(event), "according to": _sources(event), "id": _id(event),
        }
        for event in found
    ]  # fmt: skip
    names = [name for name in rows[0] if any(row[name] for row in rows)]
    table = _table(*names)
    for name, column in zip(names, table.columns, strict=True):
        column.no_wrap = name in ("status", "id")
        column.min_width, column.max_width = WIDTHS.get(name, (None, None))
    for row in rows:
        table.add_row(*(row[name] for name in names))
    return table


def _narrow(found: tuple[Event, ...]) -> Table:
    """Type and status on the left; on the right who did it to whom, and under it the rest."""
    table = _table("event", "who → whom · when · where · how many · according to", "id")
    for column in (table.columns[0], table.columns[2]):
        column.no_wrap = True
    for event in found:
        numbers, sources = _numbers(event), _sources(event)
        details = filter(None, (_time(event), place(event), numbers, sources and f"according to {sources}"))
        what = Text("\n").join(filter(None, (parties(event), Text(" · ".join(details)))))
        table.add_row(Text("\n").join((kind(event), Text("  ").append(status(event)))), what, _id(event))
    return table


def _stacked(event: Event) -> Text:
    """For very narrow terminals: one thing under the other."""
    details = filter(None, (_time(event), place(event), _numbers(event), _sources(event)))
    line = Text.assemble(kind(event), "  ", status(event), "  ", _id(event), "\n  ", parties(event))
    found = " · ".join(details)
    return line.append(f"\n  {found}") if found else line


def _time(event: Event) -> str:
    return words.time(event.time) if event.time else ""


def _numbers(event: Event) -> str:
    return ", ".join(words.quantity(q) for q in event.quantities)


def _sources(event: Event) -> str:
    return "; ".join(words.source(s) for s in event.attributed_to)


def _id(event: Event) -> Text:
    return Text(event.id[:ID_SHOWN], "dim")


def kind(event: Event) -> Text:
    """Type and modes in the colour of the quad class."""
    colour = COLOURS.get(event.quad, "magenta")
    return Text.assemble((event.event_type, f"bold {colour}"), (" " + " ".join(event.modes) if event.modes else "", colour))


def status(event: Event) -> Text:
    """Whether it happened, in its style."""
    return Text(event.status, STATUS_STYLES.get(event.status, ""))


def parties(event: Event) -> Text:
    """Who, the words of the act, and whom."""
    actors = ", ".join(words.entity(e) for e in event.actors) or "·"
    recipients = ", ".join(words.entity(e) for e in event.recipients)
    act = (f" “{words.short(event.trigger.text, 30)}” ", "dim")
    return Text.assemble(actors, act, ("→ " if recipients else "", "dim"), recipients)


def place(event: Event) -> str:
    """Where, or nothing."""
    return words.place(event.place) if event.place else ""
