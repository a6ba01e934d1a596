"""Lists of incidents and events, and one of each."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request

from khronika.export import flat
from khronika.model.incident import Comparison, Count, Incident, Version
from khronika.model.lines import event_of, incident_line
from khronika.store import paging, reports
from khronika.store.incidents import one_incident
from khronika.store.reports import Report
from khronika.web import asking, shown, telling
from khronika.web.locale import Language, language_of
from khronika.web.marks import Piece, pieces, values_of
from khronika.web.pages import Page, page
from khronika.web.publication import incidents_shown, line_shown, report_shown
from khronika.web.query import asked
from khronika.web.routers.situation import numbers
from khronika.web.site import site_of

router = APIRouter()
# Reports and comparisons that a page shows of one incident.
MOST_REPORTS, MOST_COMPARED = 60, 60
# Differences that a page lists of one count.
MOST_CONTRADICTIONS = 12


@page(router, "/incidents")
def incidents(request: Request) -> Page:
    """The incidents that fit, the newest first."""
    wanted = asked(request)
    site, language = site_of(request), language_of(request)
    acts = site.index.acts(wanted.filters)
    part = shown.part(site, acts, limit=wanted.limit, after=wanted.after)
    listed = incidents_shown(request, part.rows)
    data = {
        "filters": wanted.query, **numbers(acts), "incidents": [shown.line(incident) for incident in listed], "after": part.after,
    }  # fmt: skip
    context = {
        "form": asking.form(request, wanted, acts), "numbers": numbers(acts), "found": [shown.entry(language, one) for one in listed],
        "after": part.after, "wanted": wanted,
    }  # fmt: skip
    return Page("incidents.html", data, shown.COLUMNS, shown.rows(listed), context)


@page(router, "/incident/{identity:path}")
def incident(request: Request, identity: str) -> Page:
    """One act with all its reports."""
    site, language = site_of(request), language_of(request)
    [found] = incidents_shown(request, [one_incident(site.chronicle, identity)])
    read = reports.reports(site.chronicle, [event.id for event in found.events[:MOST_REPORTS]])
    told = {one: report_shown(request, report) for one, report in read.items()}
    data = incident_line(found) | {
        "sentence": telling.sentence(shown.ENGLISH, found),
        "reports": [report.line | {"sentence_text": report.sentence} for report in told.values()],
        "contradictions": [[a.event, b.event] for count in found.counts for a, b in contradictions(count)],
        "comparisons": [_comparison_line(comparison) for comparison in found.comparisons[:MOST_COMPARED]],
    }
    context = {
        "found": found, "sentence": telling.sentence(language, found), "entry": shown.entry(language, found),
        "reports": [report_view(report) for report in told.values()], "more": len(found.events) - len(told),
        "counts": [_count_view(language, count) for count in found.counts], "stands": _stands(language, found),
        "sides": _sides(found), "compared": _compared(found, told), "uncompared": len(found.comparisons) - MOST_COMPARED,
        "judged": _judged(told), "telling": telling,
    }  # fmt: skip
    return Page("incident.html", data, shown.COLUMNS, shown.rows([found]), context)


@page(router, "/event/{identity:path}")
def event(request: Request, identity: str) -> Page:
    """One event as one report tells it: each value with its words and what decided it."""
    site = site_of(request)
    found = report_shown(request, reports.report(site.chronicle, identity))
    data = found.line | {"sentence_text": found.sentence, "incident": found.incident, "machine": found.machine}
    view = report_view(found)
    changed = {said["field"]: said for said in found.line.get("judged", ()) if said["kind"] == "correct"}
    context = {
        "view": view, "line": found.line, "incident": found.incident, "machine": found.machine, "changed": changed,
        "heading": telling.head(language_of(request), event_of(found.line)), "judged": _judged({"": found}), "telling": telling,
    }  # fmt: skip
    columns = ("field", "value", "words", "start", "end", "decided_by")
    rows = [(value.field, value.shown, value.text, value.start, value.end, value.by) for value in view["values"]]
    return Page("event.html", data, columns, rows, context)


def report_view(report: Report) -> dict[str, Any]:
    """An event for a template: its line, its sentence in pieces, its values, who says so."""
    values = values_of(report.line)
    sentence: list[Piece] = []
    if report.sentence is not None:
        sentence = pieces(report.sentence, values, report.line["sentence"]["start"])
    told = event_of(report.line)
    says = [source.name or source.text for source in told.attributed_to]
    return {
        "line": report.line, "event": told, "pieces": sentence, "values": values, "says": says, "quad": telling.quad_class(told.event_type),
        "corrected": any(said["kind"] == "correct" for said in report.line.get("judged", ())),
    }  # fmt: skip


def contradictions(count: Count) -> list[tuple[Version, Version]]:
    """Independent versions of a count that cannot both be right."""
    told = [version for version in count.versions if version.independent]
    return [(a, b) for a, b in itertools.combinations(told, 2) if _apart(a, b) or _apart(b, a)][:MOST_CONTRADICTIONS]


def _apart(a: Version, b: Version) -> bool:
    return a.high is not None and b.low is not None and a.high < b.low


def _count_view(_: Language, count: Count) -> dict[str, Any]:
    """A count with its versions as bars on one scale, from 0 to the largest number told, in hundredths."""
    told = [side for version in count.versions for side in (version.low, version.high) if side is not None]
    most = max(told, default=0) or 1
    bars = []
    for version in count.versions:
        low = 100 * (version.low or 0) / most
        high = 100.0 if version.high is None else 100 * version.high / most
        bars.append((version, round(low, 1), round(max(high - low, 1.2), 1), version.high is None))
    return {
        "count": count, "told": telling.count_words(_, count), "bars": bars, "agreed": (count.agreed_low, count.agreed_high),
        "differ": count.agreed_low is None and count.agreed_high is None and len(count.versions) > 1,
        "contradictions": contradictions(count),
    }  # fmt: skip


def _stands(_: Language, found: Incident) -> list[dict[str, Any]]:
    by_id = {event.id: event for event in found.events}
    made = []
    for stand in found.stands[:MOST_REPORTS]:
        told = by_id.get(stand.event)
        source = telling.listed(_, [s.name or s.text for s in told.attributed_to]) if told else ""
        made.append({"stand": stand, "event": told, "source": source or (told.article.publisher if told else None)})
    return made


def _sides(found: Incident) -> dict[str, list[str]]:
    """Who says that it happened, and who denies it, each named once."""
    by_id = {event.id: event for event in found.events}

    def who(ids: tuple[str, ...]) -> list[str]:
        told = [by_id[one] for one in ids if one in by_id]
        names = (s.name or s.text for event in told for s in event.attributed_to)
        papers = (event.article.publisher or event.article.id for event in told if not event.attributed_to)
        return list(dict.fromkeys([*names, *papers]))

    return {"confirmed": who(found.confirmed), "denied": who(found.denied)}


def _compared(found: Incident, told: Mapping[str, Report]) -> list[dict[str, Any]]:
    """Pairs of reports, with what spoke for their being one act and what against."""
    made = []
    for comparison in sorted(found.comparisons, key=lambda one: -one.score)[:MOST_COMPARED]:
        if comparison.left in told and comparison.right in told:
            features = [feature for feature in comparison.features if feature.name != "prior"]
            pro = sorted((f for f in features if f.contribution > 0), key=lambda f: -f.contribution)
            contra = sorted((f for f in features if f.contribution < 0), key=lambda f: f.contribution)
            sides = [told[one].line for one in (comparison.left, comparison.right)]
            made.append({"score": comparison.score, "pro": pro, "contra": contra, "sides": sides})
    return made


def _comparison_line(comparison: Comparison) -> dict[str, Any]:
    features = [
        {"name": f.name, "contribution": f.contribution, "left": f.left, "right": f.right} for f in comparison.features
    ]  # fmt: skip
    return {"left": comparison.left, "right": comparison.right, "score": comparison.score, "features": features}


def _judged(told: Mapping[str, Report]) -> list[dict[str, Any]]:
    """What people said of the events, in the order in which they did, each judgement once."""
    found: dict[str, dict[str, Any]] = {}
    for report in told.values():
        for said in report.line.get("judged", ()):
            found.setdefault(said["id"], said | {"event": report.line["id"]})
    return sorted(found.values(), key=lambda said: (said.get("made", ""), said["id"]))


@page(router, "/events")
def events(request: Request) -> Page:
    """The events that fit, one a report that tells of it, the newest first."""
    wanted = asked(request)
    site, language = site_of(request), language_of(request)
    acts = site.index.acts(wanted.filters)
    part = paging.events_part(site.chronicle, wanted.filters, limit=wanted.limit, after=wanted.after, newest_first=True)
    told = reports.reports(site.chronicle, [found.line["id"] for found in part.rows])
    lines = [line_shown(request, found.line) for found in part.rows]
    views = [
        report_view(report_shown(request, told[line["id"]])) | {"head": telling.head(language, event_of(line))} for line in lines
    ]  # fmt: skip
    data = {
        "filters": wanted.query, "after": part.after,
        "events": [{**line, "incident": found.incident} for line, found in zip(lines, part.rows, strict=True)],
    }  # fmt: skip
    context = {"form": asking.form(request, wanted, acts), "numbers": numbers(acts), "found": views, "after": part.after, "wanted": wanted}
    return Page("events.html", data, flat.EVENT_COLUMNS, (flat.event_cells(event_of(line)) for line in lines), context)
