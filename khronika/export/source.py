"""What an export is made of: the events that fit, or the incidents that they belong to, without names of private persons if so asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from khronika.export.redact import redacted_line
from khronika.model.incident import Incident
from khronika.store import Chronicle, Filters, incidents, read
from khronika.store.read import Found, Line


@dataclass(slots=True)
class Source:
    """Reads a chronicle, and notes what has gone by: the coders by their events, and the first and last day."""

    chronicle: Chronicle
    filters: Filters
    redact: bool = False
    limit: int | None = None
    coders: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: str | None = None
    last: str | None = None

    def events(self) -> Iterator[Found]:
        """The events that fit, in order of time."""
        for found in read.found_events(self.chronicle, self.filters, limit=self.limit):
            self._note(found.line["coder"]["version"], found.line["coder"]["config"], found.begins)
            yield replace(found, line=self._shown(found.line))

    def incidents(self) -> Iterator[Incident]:
        """The incidents of which an event fits, in order of time."""
        for incident in incidents.found_incidents(self.chronicle, self.filters, limit=self.limit, shown=self._shown):
            for event in incident.events:
                self._note(event.coder.version, event.coder.config, incident.begins or incident.first_report)
            yield incident

    def _shown(self, line: Line) -> Line:
        return redacted_line(line) if self.redact else line

    def _note(self, version: str, config: str, day: str | None) -> None:
        self.coders[version, config] += 1
        if day:
            self.first = min(self.first or day, day)
            self.last = max(self.last or day, day)
