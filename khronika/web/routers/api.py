"""The API: what the pages show, as data, in parts; everything under /api/v1. Its description is at /api/v1/openapi.json."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any, Literal, TypeVar, get_args

import numpy as np
from fastapi import APIRouter, Request
from fastapi.responses import Response

from khronika.errors import InputError
from khronika.merge import ledgers
from khronika.merge.tallies import tally
from khronika.model import event_line
from khronika.model.incident import Incident
from khronika.model.lines import incident_line
from khronika.model.quantity import QuantityRole
from khronika.store import incidents, judge, paging, read, situation
from khronika.store.columns import Ints
from khronika.store.paging import Part
from khronika.store.read import Found
from khronika.web import schema, totals
from khronika.web.judging import known_name
from khronika.web.pages import encoded
from khronika.web.query import Asked, asked
from khronika.web.schema import answers, listed
from khronika.web.site import site_of

router = APIRouter(prefix="/api/v1")
Kind = TypeVar("Kind")
Ledger = Literal["detentions", "protests", "sanctions"]
ROLES: tuple[QuantityRole, ...] = get_args(QuantityRole)
# Incidents that one answer adds up or lists; a total has all of them all the same.
MOST_INCIDENTS = 500


def _json(data: Any) -> Response:
    return Response(encoded(data), media_type="application/json")


def found_line(found: Found) -> dict[str, Any]:
    """An event's line with its incident."""
    return {**found.line, "incident": found.incident}


def whole_incident(incident: Incident) -> dict[str, Any]:
    """An incident with its events and the grounds on which they were merged."""
    return {
        **incident_line(incident), "mentions": [event_line(event) for event in incident.events],
        "comparisons": [asdict(comparison) for comparison in incident.comparisons],
    }  # fmt: skip


def _part(request: Request, part: Callable[..., Part[Kind]], line: Callable[[Kind], dict[str, Any]]) -> Response:
    """A part of a list, as the address asks for it; `line` makes a row of what `part` finds."""
    wanted = asked(request, "newest_first")
    newest = bool(wanted.get("newest_first"))
    found = part(site_of(request).chronicle, wanted.filters, limit=wanted.limit, after=wanted.after, newest_first=newest)
    return _json({"rows": [line(one) for one in found.rows], "next": found.after})


@router.get("/events", **listed(schema.EventsPart, *schema.paging(), schema.newest_first()))
def events(request: Request) -> Response:
    """Events that fit the filters, in order of time."""
    return _part(request, paging.events_part, found_line)


@router.get("/events/{event_id}", responses=answers(schema.EventLine, 404))
def event(request: Request, event_id: str) -> Response:
    """One event by its id, or the beginning of it, with the machine's values and the words of its sentence."""
    line = read.one_event(site_of(request).chronicle, event_id)
    line.pop("text")
    return _json(line)


@router.get("/incidents", **listed(schema.IncidentsPart, *schema.paging(), schema.newest_first()))
def list_incidents(request: Request) -> Response:
    """Incidents of which an event fits the filters, in order of time."""
    return _part(request, paging.incidents_part, incident_line)


@router.get("/incidents/{incident_id}", responses=answers(schema.IncidentWhole, 404))
def incident(request: Request, incident_id: str) -> Response:
    """One incident by its id, or the beginning of it, with its events and why they were merged."""
    return _json(whole_incident(incidents.one_incident(site_of(request).chronicle, incident_id)))


@router.get("/articles", **listed(schema.ArticlesPart, *schema.paging()))
def articles(request: Request) -> Response:
    """Articles without their texts, the one that came last first; with filters, those of which an event fits."""
    wanted = asked(request)
    filters = wanted.filters if wanted.query else None
    found = paging.articles_part(site_of(request).chronicle, filters, limit=wanted.limit, after=wanted.after)
    return _json({"rows": found.rows, "next": found.after})


@router.get("/articles/{article_id:path}", responses=answers(schema.ArticleLine, 404))
def article(request: Request, article_id: str) -> Response:
    """One article by its id: its text as it was published last, and its events."""
    chronicle = site_of(request).chronicle
    editions = read.article_by_id(chronicle, article_id)
    if not editions:
        raise InputError("there is no such article", where=article_id[:100], advice="ids stand in the list of articles")
    line = {name: editions[0][name] for name in (*paging.ARTICLE_COLUMNS, "text")}
    found = read.lines_of_articles(chronicle, [editions[0]["id"]])
    return _json({**line, "editions": len(editions), "events": found.get(editions[0]["id"], [])})


@router.get("/timeline", **listed(schema.TimelineAnswer))
def timeline(request: Request) -> Response:
    """How many incidents of each type began when."""
    found = situation.timeline(_acts(request, asked(request)))
    return _json({"unit": found.unit, "bars": _plain(found.bars), "outside": found.outside, "undated": found.undated})


@router.get("/tally/{role}", **listed(schema.TallyAnswer))
def tallied(request: Request, role: QuantityRole) -> Response:
    """How many were arrested, released, hurt …, with the range that sources give, incident by incident."""
    wanted = asked(request)
    acts = _acts(request, wanted)
    numbers = situation.with_count(acts, role).tolist()
    found = tally(role, paging.incidents_by_number(site_of(request).chronicle, numbers[:MOST_INCIDENTS]))
    complete = len(numbers) <= MOST_INCIDENTS
    total = totals.total_of(found) if complete else totals.of_role(situation.totals(acts), role)
    return _json(
        {
            "role": role, "low": total.low, "high": total.high, "incidents": total.incidents,
            "entries": [asdict(entry) for entry in found.entries], "complete": complete,
        }
    )  # fmt: skip


@router.get("/ledgers/{ledger}", **listed(schema.LedgerAnswer))
def ledger(request: Request, ledger: Ledger) -> Response:
    """The ledger of detentions, protests or sanctions, an incident a line."""
    acts = _acts(request, with_types(ledger, asked(request)))
    sums = {total.role: total for total in totals.totals(site_of(request).chronicle, acts)}
    numbers = acts.act[acts.act > 0] if ledger != "detentions" else _having(acts, ledgers.DETENTION)
    found = paging.incidents_by_number(site_of(request).chronicle, numbers[:MOST_INCIDENTS].tolist())
    rows: list[dict[str, Any]]
    if ledger == "detentions":
        rows = [{"role": one.role, **asdict(entry)} for one in ledgers.detentions(found).totals for entry in one.entries]
    else:
        rows = [asdict(line) for line in (ledgers.protests if ledger == "protests" else ledgers.sanctions)(found)]
    held = _held(sums.get("arrested"), sums.get("released")) if ledger == "detentions" else {}
    return _json({"ledger": ledger, "rows": rows, "complete": len(numbers) <= MOST_INCIDENTS, **held})


@router.get("/judgements", responses=answers(schema.JudgementsAnswer), openapi_extra={"parameters": [schema.limit()]})
def judgements(request: Request) -> Response:
    """What people have said, the last first, and what has become of it."""
    reader = known_name(request) if site_of(request).two_reviewers else None
    return _json({"rows": list(judge.all_judgements(site_of(request).chronicle, limit=asked(request).limit, reader=reader))})


def _acts(request: Request, wanted: Asked) -> situation.Acts:
    return site_of(request).index.acts(wanted.filters)


def _plain(bars: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    return {kind: dict(days) for kind, days in bars.items()}


def with_types(name: Ledger, wanted: Asked) -> Asked:
    """What is asked for with the types that a ledger is made of, unless it names types itself."""
    kinds = {"protests": ("PROTEST",), "sanctions": ("SANCTION",)}.get(name, ())
    return replace(wanted, filters=replace(wanted.filters, type=wanted.filters.type or kinds))


def _having(acts: situation.Acts, roles: Iterable[QuantityRole]) -> Ints:
    """Numbers of the incidents that give a number of one of the roles, in order of time."""
    having = np.concatenate([situation.with_count(acts, role) for role in roles])
    return acts.act[np.isin(acts.act, having)]


def _held(arrested: situation.Total | None, released: situation.Total | None) -> dict[str, float | None]:
    """A bound for how many may still be held: those arrested less those released, if these are of those."""
    none = situation.Total("", 0.0, 0.0, 0)
    inside, out = arrested or none, released or none
    return {
        "held_low": None if out.high is None else max(inside.low - out.high, 0),
        "held_high": None if inside.high is None else max(inside.high - out.low, 0),
    }
