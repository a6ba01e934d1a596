"""Incidents to read: as a list, as a timeline, one of them whole."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.text import Text

from khronika.cli import table, words
from khronika.cli.listing import drawn, plain_table, write
from khronika.cli.say import say
from khronika.cli.words import brief_count, version_words
from khronika.export import flat
from khronika.export.codings import HAPPENED
from khronika.export.lines import encode
from khronika.export.plots import timeline
from khronika.model import Event
from khronika.model.incident import Comparison, Incident
from khronika.model.lines import incident_line
from khronika.store import Filters
from khronika.store.days import first_day

COLUMNS = (
    "id", "event_type", "modes", "begins", "ends", "place", "country", "actors", "recipients", "status", "counts", "sources",
    "first_report", "last_report", "events", "confirmed", "denied",
)  # fmt: skip
WIDEST = {"when, where": 22, "what": 16, "how many": 30, "according to": 26}
ID_SHOWN = 11
# Grounds shown of a comparison.
GROUNDS = 8


def put_incidents(found: Iterable[Incident], form: str) -> int:
    """Put incidents out in a format; returns how many."""
    if form == "table":
        return _table(list(found))
    count = 0
    if form == "csv":
        write(flat.header(COLUMNS))
    for count, incident in enumerate(found, 1):  # noqa: B007
        write(encode(incident_line(incident)) if form == "jsonl" else flat.row(_cells(incident)))
    return count


def _table(found: Sequence[Incident]) -> int:
    made = plain_table("when, where", "what", "who → whom", "how many", "according to")
    made.expand = True
    for column in made.columns:
        column.max_width = WIDEST.get(str(column.header))
        column.ratio = None if column.max_width else 1
    for incident in found:
        event = speaker(incident)
        counts = [brief_count(count) for count in incident.counts]
        says = Text("; ".join(words.short(source, 40) for source in incident.sources))
        reports = Text(f"{len(incident.events)} mentions" if len(incident.events) > 1 else "1 mention", "dim")
        made.add_row(
            _lines(words.day((incident.begins or incident.first_report or "")[:10]), incident.place or ""),
            _lines(table.kind(event), status(incident)), table.parties(event), _lines(*counts),
            _lines(says, reports, Text(incident.id[:ID_SHOWN], "dim")),
        )  # fmt: skip
    if found:
        write(drawn(made))
    return len(found)


def _lines(*parts: Text | str) -> Text:
    return Text("\n").join(part if isinstance(part, Text) else Text(part) for part in parts if part)


def speaker(incident: Incident) -> Event:
    """The event that tells most of the incident: of those that say that it happened, the one with most parties."""
    told = [event for event in incident.events if event.status in HAPPENED] or incident.events
    return max(told, key=lambda event: (bool(event.actors) + bool(event.recipients), event.confidence))


def status(incident: Incident) -> str:
    """How the incident's status went, in order of report."""
    told = dict.fromkeys(stand.stage or stand.status for stand in incident.stands)
    return " → ".join(told)


def _cells(incident: Incident) -> list[str | int | None]:
    event, joined = speaker(incident), flat.BETWEEN.join
    return [
        incident.id, incident.event_type, joined(incident.modes), incident.begins, incident.ends, incident.place, incident.country,
        joined(words.entity(e) for e in event.actors), joined(words.entity(e) for e in event.recipients), status(incident),
        joined(brief_count(count) for count in incident.counts), joined(incident.sources), incident.first_report, incident.last_report,
        joined(e.id for e in incident.events), len(incident.confirmed), len(incident.denied),
    ]  # fmt: skip


def happened(found: Iterable[Incident]) -> Iterator[Incident]:
    """Incidents that a report says have happened."""
    return (incident for incident in found if incident.confirmed)


def put_timeline(found: Iterable[Incident], form: str) -> int:
    """Put what happened out, day by day; returns how many incidents there were."""
    if form != "table":
        return put_incidents(happened(found), form)
    count = 0
    for day, group in itertools.groupby(happened(found), key=lambda incident: (incident.begins or incident.first_report or "")[:10]):
        write(drawn(Text(words.day(day) if day else "day not known", "bold underline")))
        for incident in group:
            count += 1
            event = speaker(incident)
            facts = [incident.place, *(brief_count(c) for c in incident.counts), "; ".join(words.short(s, 40) for s in incident.sources)]
            if incident.denied:
                facts.append(f"denied in {len(incident.denied)} mentions")
            line = Text.assemble("  ", table.kind(event), "  ", table.parties(event))
            line.append("  " + " · ".join(fact for fact in facts if fact) + f"  {incident.id[:ID_SHOWN]}", "dim")
            write(drawn(line))
    return count


def plot_timeline(found: Iterable[Incident], path: Path, filters: Filters) -> None:
    """Draw how much happened when."""
    dated = [
        (day, speaker(incident).quad)
        for incident in happened(found)
        if (day := first_day(incident.begins or incident.first_report))
    ]  # fmt: skip
    timeline.plot(dated, heading(filters) or "What happened").save(path)
    say(f"{path}: {len(dated):,} incidents")


def heading(filters: Filters) -> str:
    """What was asked for, in few words."""
    names = ("type", "mode", "status", "actor", "recipient", "place", "country", "source", "publisher", "text")
    asked = [" or ".join(getattr(filters, name)) for name in names if getattr(filters, name)]
    span = [f"since {filters.since}"] if filters.since else []
    return ", ".join([*asked, *span, *([f"until {filters.until}"] if filters.until else [])])


def shown_incident(incident: Incident) -> bytes:
    """One incident: its reports in order, each source's numbers, and what speaks for and against its being one act."""
    name = " · ".join(filter(None, (incident.event_type, *incident.modes, words.day((incident.begins or "")[:10]), incident.place)))
    parts = [drawn(Text.assemble((incident.id, "bold"), "  ", name)), drawn(_reports(incident))]
    for count in incident.counts:
        parts.append(drawn(Text(f"{brief_count(count)}:", "bold")))
        parts.append(drawn(Text("\n".join(f"  {version_words(version)}" for version in count.versions))))
    if incident.comparisons:
        parts.append(drawn(Text("why these are one act", "bold")))
        parts += [drawn(_compared(comparison)) for comparison in incident.comparisons]
    return b"\n".join(parts)


def _reports(incident: Incident) -> Text:
    lines = []
    for event in incident.events:
        said = "; ".join(words.source(s) for s in event.attributed_to) or words.short(event.article.publisher or event.article.id, 40)
        lines.append(
            Text.assemble(
                f"  {(event.article.published or '')[:10]}  ",
                (event.id[:ID_SHOWN], "dim"),
                f"  {event.status}  ",
                table.parties(event),
                ("  " + said, "dim"),
            )  # fmt: skip
        )
    return Text("\n").join(lines)


def _compared(comparison: Comparison) -> Text:
    grounds = sorted(comparison.features, key=lambda feature: -abs(feature.contribution))[:GROUNDS]
    told = ", ".join(f"{f.name} {f.contribution:+.1f}" + (f" ({f.left} / {f.right})" if f.left or f.right else "") for f in grounds)
    return Text.assemble(
        f"  {comparison.left[:ID_SHOWN]} – {comparison.right[:ID_SHOWN]}  {comparison.score:+.1f}  ", (words.short(told, 400), "dim")
    )  # fmt: skip
