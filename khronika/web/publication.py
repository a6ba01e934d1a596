"""What a published site shows and leaves out; a site that is served shows all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request

from khronika.export.redact import redacted_line
from khronika.merge.counts import source_of
from khronika.model import event_line
from khronika.model.incident import Count, Incident
from khronika.model.lines import event_of
from khronika.store.reports import Report


@dataclass(frozen=True, slots=True)
class Publication:
    """A site as it is published: its title and licence; `texts` says that articles are shown whole, `redact` that private names are not."""

    title: str = "Khronika"
    licence: str | None = None
    texts: bool = True
    redact: bool = False
    static: bool = False


SERVED = Publication()


def publication_of(request: Request) -> Publication:
    """What the site of a request shows."""
    found: Publication = request.app.state.site.publication
    return found


def incidents_shown(request: Request, found: Iterable[Incident]) -> list[Incident]:
    """Incidents as the site shows them."""
    return [_redacted(incident) for incident in found] if publication_of(request).redact else list(found)


def report_shown(request: Request, report: Report) -> Report:
    """An event with its sentence, as the site shows it; a sentence may hold any name, so that it goes where names are left out."""
    if not publication_of(request).redact:
        return report
    return Report(redacted_line(report.line), None, report.incident, {})


def line_shown(request: Request, line: Mapping[str, Any]) -> Mapping[str, Any]:
    """An event's line as the site shows it."""
    return redacted_line(line) if publication_of(request).redact else line


def _redacted(incident: Incident) -> Incident:
    events = tuple(event_of(redacted_line(event_line(event))) for event in incident.events)
    says = {event.id: source_of(event) for event in events}
    return replace(
        incident, events=events, sources=tuple(sorted({source for source in says.values() if source})),
        counts=tuple(_sourced(count, says) for count in incident.counts), comparisons=(),
    )  # fmt: skip


def _sourced(count: Count, says: Mapping[str, str | None]) -> Count:
    """A count whose versions have the sources of redacted events."""
    return replace(count, versions=tuple(replace(version, source=says.get(version.event)) for version in count.versions))
