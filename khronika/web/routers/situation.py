"""The situation: map, timeline, totals and the newest incidents; the timeline by itself."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request

from khronika.store import situation
from khronika.store.columns import Place
from khronika.store.days import day_of
from khronika.store.situation import Acts
from khronika.web import asking, charts, mapping, outlines, shown, telling, totals
from khronika.web.locale import Language, language_of
from khronika.web.pages import Page, Row, page
from khronika.web.publication import incidents_shown
from khronika.web.query import asked
from khronika.web.site import site_of

router = APIRouter()
NEWEST = 12
PLACES_LISTED, VIEWS_LISTED = 60, 6


@page(router, "/", name="/situation")
def overview(request: Request) -> Page:
    """Everything at a glance."""
    wanted = asked(request, "view")
    site, language = site_of(request), language_of(request)
    acts = site.index.acts(wanted.filters)
    placed = situation.places(acts)
    newest = incidents_shown(request, shown.part(site, acts, limit=NEWEST).rows)
    told = situation.timeline(acts)
    found = totals.totals(site.chronicle, acts)
    data = {
        "filters": wanted.query, **numbers(acts), "types": dict(situation.kinds(acts)), "statuses": dict(situation.statuses(acts)),
        "timeline": {"unit": told.unit, "bars": told.bars, "outside": told.outside, "undated": told.undated},
        "places": [_place_line(place, count.total()) for place, count in placed[:500]],
        "totals": [{"role": t.role, "low": t.low, "high": t.high, "incidents": t.incidents} for t in found],
        "newest": [shown.line(incident) for incident in newest],
    }  # fmt: skip
    context = {
        "form": asking.form(request, wanted, acts, ("view",)), "numbers": numbers(acts), "chart": charts.timeline(told), "told": told,
        "map": mapping.draw(placed, wanted.get("view"), functools.partial(telling.country_words, language)),
        "view": wanted.get("view"), "places": placed[:PLACES_LISTED],
        "views": _views(language, placed), "placeless": len(acts.act) - sum(count.total() for _, count in placed), "totals": found,
        "newest": [shown.entry(language, incident) for incident in newest], "wanted": wanted,
    }  # fmt: skip
    return Page("situation.html", data, ("day", "type", "incidents"), _bars(told), context)


@page(router, "/timeline")
def timeline(request: Request) -> Page:
    """How much of what happened when, and what it was."""
    wanted = asked(request)
    site, language = site_of(request), language_of(request)
    acts = site.index.acts(wanted.filters)
    told = situation.timeline(acts)
    part = shown.part(site, acts, limit=wanted.limit, after=wanted.after, newest_first=False)
    found = incidents_shown(request, part.rows)
    data = {
        "filters": wanted.query, "unit": told.unit, "bars": told.bars, "outside": told.outside, "undated": told.undated,
        "incidents": [shown.line(incident) for incident in found], "after": part.after,
    }  # fmt: skip
    days: dict[str, list[dict[str, Any]]] = {}
    for incident in found:
        day = (incident.begins or incident.first_report or "")[:10]
        days.setdefault(day, []).append(shown.entry(language, incident))
    context = {
        "form": asking.form(request, wanted, acts), "chart": charts.timeline(told), "told": told, "days": days, "after": part.after,
        "wanted": wanted, "numbers": numbers(acts),
    }  # fmt: skip
    return Page("timeline.html", data, ("day", "type", "incidents"), _bars(told), context)


def numbers(acts: Acts) -> dict[str, Any]:
    """How much fits, from when to when."""
    days = acts.day[acts.day > 0]
    first, last = (day_of(int(days.min())), day_of(int(days.max()))) if len(days) else (None, None)
    return {"events": acts.events, "incidents": len(acts.act) - acts.unmerged, "unmerged": acts.unmerged, "first": first, "last": last}


def _bars(told: situation.Timeline) -> Iterator[Row]:
    for day, bar in sorted(told.bars.items()):
        for kind, count in sorted(bar.items()):
            yield day, kind, count


def _place_line(place: Place, incidents: int) -> dict[str, Any]:
    names = ("name", "country", "admin1", "precision", "lat", "lon", "geonameid")
    return {name: getattr(place, name) for name in names} | {"incidents": incidents}


def _views(_: Language, placed: mapping.Placed) -> list[tuple[str, str]]:
    """Countries and towns that the map can be brought to, as view and name."""
    codes: dict[str, int] = {}
    for place, count in placed:
        if place.country:
            codes[place.country] = codes.get(place.country, 0) + count.total()
    known = outlines.countries()
    first = sorted((code for code in codes if code in known), key=lambda code: -codes[code])[:VIEWS_LISTED]
    towns = [place for place, _ in placed if place.precision == "city" and place.lat is not None][:VIEWS_LISTED]
    return [*((code, telling.country_words(_, code)) for code in first), *((f"p{place.num}", place.name) for place in towns)]
