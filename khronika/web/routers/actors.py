"""Who did what to whom, by country and sector: a matrix, a network, and one actor over time.

Roles are listed, never persons: no page ranks people. A name that a reader gives is looked for like any other filter.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
from fastapi import APIRouter, Request

from khronika.store import fits, paging, situation
from khronika.store.rows import BETWEEN_ROLES
from khronika.store.situation import Acts
from khronika.web import asking, charts, shown, telling
from khronika.web.locale import Language, language_of
from khronika.web.pages import Page, page
from khronika.web.publication import incidents_shown
from khronika.web.query import asked
from khronika.web.routers.situation import numbers
from khronika.web.site import site_of
from khronika.web.telling import quad_class

router = APIRouter()
ROWS, COUNTERPARTS, NEWEST = 14, 20, 15
# Sectors in a word; the page of PLOVER's codes says all that each takes in.
SECTORS = {
    "AGR": "farmers", "BUS": "companies", "COP": "police", "CRM": "criminals", "CVL": "civilians", "EDU": "schools", "ELI": "elites",
    "GOV": "government", "JRN": "press", "JUD": "courts", "LAB": "workers", "LEG": "parliament", "MED": "health workers",
    "MIL": "armed forces", "OPP": "opposition", "PRE": "unrecognised entities", "PRM": "paramilitaries", "PTY": "parties",
    "REB": "rebels", "REF": "refugees", "REL": "clergy", "SOC": "civil society", "SPY": "intelligence services",
    "UAF": "unidentified armed people", "UNK": "unidentified",
}  # fmt: skip


@page(router, "/actors")
def actors(request: Request) -> Page:
    """Who did what to whom."""
    wanted = asked(request)
    site, language = site_of(request), language_of(request)
    acts = site.index.acts(wanted.filters)
    pairs = situation.pairs(acts)
    cells: dict[tuple[str, str], Counter[str]] = {}
    did, had = Counter[str](), Counter[str]()
    for (actor, recipient, kind), n in pairs.items():
        if actor and recipient:
            cells.setdefault((actor, recipient), Counter())[quad_class(kind)] += n
            had[recipient] += n
        if actor:
            did[actor] += n
    across, down = [name for name, _ in had.most_common(ROWS)], [name for name, _ in did.most_common(ROWS)]
    nodes, edges = charts.network(pairs)
    data = {
        "filters": wanted.query, **numbers(acts),
        "pairs": [
            {"actor": actor or None, "recipient": recipient or None, "type": kind, "incidents": n}
            for (actor, recipient, kind), n in sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
        ],
    }  # fmt: skip
    table = [(row, did[row], [_cell(cells.get((row, column))) for column in across]) for row in down]
    context = {
        "form": asking.form(request, wanted, acts), "wanted": wanted, "numbers": numbers(acts), "table": table,
        "across": across,
        "nodes": nodes, "edges": edges, "names": _names(language, {*across, *down, *(node.name for node in nodes)}),
        "classes": charts.CLASSES, "left_out": len(did.keys() | had.keys()) - len({*across, *down}),
    }  # fmt: skip
    rows = [(pair["actor"], pair["recipient"], pair["type"], pair["incidents"]) for pair in data["pairs"]]
    return Page("actors.html", data, ("actor", "recipient", "type", "incidents"), rows, context)


@page(router, "/actor/{role:path}")
def actor(request: Request, role: str) -> Page:
    """One actor: what it did and what was done to it, over time and to whom. `role` is a country, a country and sector, or a name."""
    wanted = asked(request)
    site, language = site_of(request), language_of(request)
    columns = site.index.columns()
    at = fits.fitting(site.chronicle, columns, wanted.filters)
    known = any(role in (one, one.split(" ")[0]) for text in columns.sides.texts if text for one in text.split(BETWEEN_ROLES))
    found: dict[str, Acts] = {}
    for side, field in (("actors", "actor"), ("recipients", "recipient")):
        if known:
            mine = situation.of_role(columns, at, role, side)
        else:
            named = replace(wanted.filters, **{field: (role,)})  # type: ignore[arg-type]
            mine = np.intersect1d(at, fits.fitting(site.chronicle, columns, named), assume_unique=True)
        found[side] = situation.acts(columns, mine)
    views = [_side_view(request, language, side, acts) for side, acts in found.items()]
    data = {
        "actor": role, "filters": wanted.query,
        **{
            side: {
                **numbers(acts), "types": dict(situation.kinds(acts)), "timeline": situation.timeline(acts).bars,
                "counterparts": [{"role": name, "incidents": n} for name, n in _counterparts(acts, side)],
            }
            for side, acts in found.items()
        },
    }  # fmt: skip
    rows = [(side, name, n) for side, acts in found.items() for name, n in _counterparts(acts, side)]
    context = {"role": role, "name": role_name(language, role) if known else role, "views": views, "wanted": wanted, "known": known}
    return Page("actor.html", data, ("side", "counterpart", "incidents"), rows, context)


def _side_view(request: Request, language: Language, side: str, acts: Acts) -> dict[str, Any]:
    told = situation.timeline(acts)
    nums = [int(num) for num in acts.act[acts.act > 0][::-1][:NEWEST]]
    newest = incidents_shown(request, paging.incidents_by_number(site_of(request).chronicle, nums))
    return {
        "side": side, "numbers": numbers(acts), "told": told, "chart": charts.timeline(told), "kinds": situation.kinds(acts),
        "counterparts": [(name, role_name(language, name), n) for name, n in _counterparts(acts, side)],
        "newest": [shown.entry(language, incident) for incident in newest],
    }  # fmt: skip


def _counterparts(acts: Acts, side: str) -> list[tuple[str, int]]:
    """Whom the actor of one side met on the other, most first."""
    found = Counter[str]()
    for (who, whom, _), n in situation.pairs(acts).items():
        other = whom if side == "actors" else who
        if other:
            found[other] += n
    return found.most_common(COUNTERPARTS)


def _cell(quads: Counter[str] | None) -> tuple[int, str, int] | None:
    """Number, class of most of it, and depth of its shade from 1 to 4."""
    if not quads:
        return None
    total = quads.total()
    return total, quads.most_common(1)[0][0], min(1 + int(np.log2(total)) // 2, 4)


def _names(language: Language, roles: set[str]) -> dict[str, str]:
    return {role: role_name(language, role) for role in roles}


def role_name(_: Language, role: str) -> str:
    """A role in words: `Belarus: police`."""
    country, _space, sector = role.partition(" ")
    if not sector and country in SECTORS:
        country, sector = "", country
    words = [telling.country_words(_, country) if country else "", _(SECTORS.get(sector, sector)) if sector else ""]
    return ": ".join(word for word in words if word)
