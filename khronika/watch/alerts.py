"""What alerts tell: an incident or event that is new, or of which something else is said than was told before.

Something else is a type's mode, the status, a time, place or number, or for events who did it to whom. Another report that says the same
tells nothing new. What was told is remembered by article, so that a corrected edition or another coder is no news by itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from khronika.model import Event, event_line
from khronika.model.incident import Incident
from khronika.model.lines import event_of, incident_line
from khronika.store import outbox
from khronika.watch.plan import Alert

# Lines of events that an alert looks at in one transaction.
WINDOW = 500
# Of an incident, so many events and reports stand in a message.
EVENTS, REPORTS = 50, 10
LONGEST = 120
Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Subject:
    """An incident or event that may be told. `version` is a hash of what is said of it, `keys` are those of its articles."""

    id: str
    event_type: str
    version: str
    keys: frozenset[str]
    message: Message


def look(connection: Connection, alert: Alert, now: float) -> bool:
    """Put into the outbox what an alert has to tell of the next lines; whether there may be more."""
    lines = outbox.window(connection, alert.name, WINDOW)
    if lines[0] == lines[1]:
        return False
    subjects = _incidents(connection, alert, lines) if alert.of == "incidents" else _events(connection, alert, lines)
    before = {subject.id: outbox.told(connection, alert.name, subject.keys, subject.event_type) for subject in subjects}
    messages: list[Message] = []
    versions: set[tuple[str, str]] = set()
    for subject in subjects:
        if subject.version not in before[subject.id] and (subject.version, min(subject.keys)) not in versions:
            versions.add((subject.version, min(subject.keys)))
            messages.append(_message(alert, subject, "changed" if before[subject.id] else "new"))
        outbox.tell(connection, alert.name, subject.keys, subject.event_type, subject.version)
    for channel in alert.channels:
        outbox.put(connection, alert.name, channel, messages, now, alert.digest if channel != "atom" else 0.0)
    outbox.looked(connection, alert.name, lines[1])
    return True


def _incidents(connection: Connection, alert: Alert, lines: tuple[int, int]) -> list[_Subject]:
    found = outbox.changed_incidents(connection, alert.filters, lines)
    keys = outbox.source_keys(connection, (event.article.id for incident in found for event in incident.events))
    return [_incident(incident, keys) for incident in found]


def _events(connection: Connection, alert: Alert, lines: tuple[int, int]) -> list[_Subject]:
    found = outbox.changed_events(connection, alert.filters, lines)
    keys = outbox.source_keys(connection, (line["article"]["id"] for line in found))
    return [_event(line, keys) for line in found]


def _incident(incident: Incident, keys: Mapping[str, str]) -> _Subject:
    counts = [[count.role, count.low, count.high, count.agreed_low, count.agreed_high] for count in incident.counts]
    states = sorted({stand.status for stand in incident.stands})
    version = _hash(
        [
            incident.event_type,
            incident.modes,
            states,
            incident.begins,
            incident.ends,
            incident.place,
            incident.country,
            sorted(counts, key=str),
        ]
    )
    message = {
        "of": "incident", "title": _title(incident.events, incident.place, incident.country, incident.begins),
        "text": _text(incident.events, [_counted(count) for count in counts], incident.sources),
        "incident": incident_line(incident), "events": [event_line(event) for event in incident.events[:EVENTS]],
    }  # fmt: skip
    members = frozenset(keys.get(event.article.id, event.article.id) for event in incident.events)
    return _Subject(incident.id, incident.event_type, version, members, message)


def _event(line: Mapping[str, Any], keys: Mapping[str, str]) -> _Subject:
    event = event_of(dict(line))
    place, time = event.place, event.time
    where = (place.name or place.text) if place else None
    counts = [[q.role, q.low, q.high, None, None] for q in event.quantities]
    parties = [[party.name or party.means or party.text for party in side] for side in (event.actors, event.recipients)]
    country, begins = place.country if place else None, time.begins if time else None
    version = _hash([event.event_type, event.modes, event.status, parties, begins, time.ends if time else None, where, country, counts])
    message = {
        "of": "event", "title": _title([event], where, country, begins),
        "text": _text([event], [_counted(count) for count in counts], [source.name or source.text for source in event.attributed_to]),
        "incident": None, "events": [dict(line)],
    }  # fmt: skip
    return _Subject(event.id, event.event_type, version, frozenset({keys.get(event.article.id, event.article.id)}), message)


def _message(alert: Alert, subject: _Subject, kind: str) -> Message:
    key = _hash([alert.name, subject.event_type, subject.version, sorted(subject.keys)])
    return {"id": f"al_{key[:16]}", "alert": alert.name, "kind": kind, **subject.message}


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=True, default=str).encode()).hexdigest()[:32]


def _short(text: str | None) -> str:
    """A text in one line without control characters, cut if it is long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text or "").split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _title(events: Sequence[Event], place: str | None, country: str | None, begins: str | None) -> str:
    """`COERCE arrest: police → 40 protesters, Minsk, BLR, 2020-08-14`."""
    event = events[0]
    modes = sorted({mode for one in events for mode in one.modes})
    what = " ".join([event.event_type, *modes])
    sides = [", ".join(_short(party.means or party.name or party.text) for party in side[:2]) for side in (event.actors, event.recipients)]
    who = " → ".join(filter(None, sides))
    where = [place, country if country != place else None, (begins or "")[:10]]
    return _short(f"{what}: " + ", ".join(filter(None, [who, *where])) if who or any(where) else what)


def _text(events: Sequence[Event], counts: Sequence[str], sources: Sequence[str]) -> str:
    """What a person reads: status, numbers, sources, and the reports."""
    lines = [f"Status: {', '.join(sorted({event.status for event in events}))}"]
    lines += [f"Numbers: {'; '.join(counts)}"] if counts else []
    lines += [f"According to: {'; '.join(_short(source) for source in sources[:REPORTS])}"] if sources else []
    reports = {event.article.id: event.article for event in events}
    lines.append(f"Reports ({len(reports)}):")
    for article in list(reports.values())[-REPORTS:]:
        told = ", ".join(filter(None, [_short(article.title), _short(article.publisher), (article.published or "")[:10]]))
        lines.append(f"- {told or article.id}" + (f" {article.url}" if article.url else ""))
    lines.append(f"Events: {', '.join(event.id for event in events[:REPORTS])}")
    return "\n".join(lines)


def _counted(count: Sequence[Any]) -> str:
    """`40 arrested`, `24 to 99 arrested`, `at least 40 arrested`."""
    role, low, high = count[:3]
    if low is None or high is None:
        number = f"at least {low:g}" if low is not None else f"up to {high:g}" if high is not None else "unknown number"
    else:
        number = f"{low:g}" if low == high else f"{low:g} to {high:g}"
    return f"{number} {role or ''}".strip()
