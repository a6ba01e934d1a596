"""Running totals with who says so, and the ledgers: detentions, protests, sanctions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any, cast

from fastapi import APIRouter, Request

from khronika.errors import InputError
from khronika.export import flat
from khronika.merge import ledgers
from khronika.merge.tallies import Entry, tally
from khronika.model.incident import Incident
from khronika.model.quantity import QuantityRole
from khronika.store import paging, situation
from khronika.store.columns import ROLES
from khronika.store.situation import Acts, Total
from khronika.web import asking, charts, shown, telling, totals
from khronika.web.locale import Language, language_of
from khronika.web.pages import Page, page
from khronika.web.publication import incidents_shown
from khronika.web.query import Asked, asked
from khronika.web.routers.situation import numbers
from khronika.web.site import Site, site_of

router = APIRouter()
# Incidents whose sources are added up and whose overlaps are looked for; of more, the newest.
ADDED_UP = totals.LOOKED_AT
LISTED, SOURCES = 80, 15


@page(router, "/tally/{role}")
def one_tally(request: Request, role: str) -> Page:
    """The running total of a role: its range, who says what, and which incidents may hold the same people."""
    if role not in ROLES:
        raise InputError("there is no such count", where=role[:40], advice=f"one of {', '.join(ROLES)}")
    wanted = asked(request)
    site, language = site_of(request), language_of(request)
    acts = site.index.acts(wanted.filters)
    nums = situation.with_count(acts, role)
    newest = incidents_shown(request, paging.incidents_by_number(site.chronicle, [int(num) for num in nums[-ADDED_UP:]]))
    found = tally(cast(QuantityRole, role), newest)
    sources = _sources(found.entries)
    all_of_them = len(nums) <= len(newest)
    total = totals.total_of(found) if all_of_them else totals.of_role(situation.totals(acts), role)
    running = totals.running(found.entries) if all_of_them else totals.summed(acts, role)
    data = {
        "role": role, "filters": wanted.query, "low": total.low, "high": total.high, "incidents": total.incidents,
        "running": [{"day": day, "low": low, "high": high} for day, low, high in running],
        "added_up": len(newest), "sources": sources, "entries": [asdict(entry) for entry in found.entries],
    }  # fmt: skip
    heads = {one.id: shown.entry(language, one) for one in newest}
    context = {
        "role": role, "total": total, "band": charts.band(running),
        "entries": [(e, heads[e.incident]) for e in found.entries[::-1][:LISTED]],
        "sources": sources[:SOURCES], "added_up": len(newest), "of_all": len(nums), "doubled": sum(bool(e.overlaps) for e in found.entries),
        "partial": not all_of_them,
        "form": asking.form(request, wanted, acts), "wanted": wanted, "telling": telling, "listed": min(len(found.entries), LISTED),
        "roles": [t.role for t in situation.totals(acts) if t.role != "other"],
    }  # fmt: skip
    columns = ("day", "incident", "place", "low", "high", "total_low", "total_high", "says", "overlaps", "since", "part_of")
    return Page("tally.html", data, columns, (_entry_row(entry) for entry in found.entries), context)


def _sources(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """What each source's own numbers add up to: of one incident its last word. `high` None: it gives no upper bound somewhere."""
    latest: dict[str, dict[str, tuple[float, float | None]]] = defaultdict(dict)
    for entry in entries:
        for version in entry.says:
            if version.source:
                latest[version.source][entry.incident] = (version.low or 0, version.high)
    made = []
    for source, said in latest.items():
        highs = [high for _, high in said.values()]
        high = None if None in highs else sum(one for one in highs if one is not None)
        made.append({"source": source, "low": sum(low for low, _ in said.values()), "high": high, "incidents": len(said)})
    return sorted(made, key=lambda one: (-one["incidents"], -one["low"], one["source"]))


def _entry_row(entry: Entry) -> tuple[Any, ...]:
    says = flat.BETWEEN.join(f"{v.source or '?'}: {_plain(v.low)}-{_plain(v.high)}" for v in entry.says)
    return (
        entry.day, entry.incident, entry.place, entry.low, entry.high, entry.total_low, entry.total_high, says,
        flat.BETWEEN.join(entry.overlaps), entry.since, entry.part_of,
    )  # fmt: skip


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


@page(router, "/detentions")
def detentions(request: Request) -> Page:
    """Who was arrested and released, hurt and killed, and how many may still be held."""
    wanted = asked(request)
    site, language = site_of(request), language_of(request)
    acts = site.index.acts(wanted.filters)
    found = totals.totals(site.chronicle, acts)
    counts = {role: totals.of_role(found, role) for role in ledgers.DETENTION}
    held = _held(counts["arrested"], counts["released"])
    nums = situation.with_count(acts, "arrested", "released")[-LISTED:][::-1].tolist()
    listed = incidents_shown(request, paging.incidents_by_number(site.chronicle, nums))
    lines = [_detention(language, incident) for incident in listed]
    hurt = incidents_shown(request, _told_of_hurt(site, wanted))
    mistreated = ledgers.mistreated(hurt)
    data = {
        "filters": wanted.query, "totals": [asdict(total) for total in counts.values()], "held": {"low": held[0], "high": held[1]},
        "incidents": [shown.line(incident) for incident in listed], "mistreated": [asdict(one) for one in mistreated],
    }  # fmt: skip
    heads = {incident.id: shown.entry(language, incident) for incident in hurt}
    context = {
        "mistreated": [(one, heads[one.incident], _how(one)) for one in reversed(mistreated)],
        "form": asking.form(request, wanted, acts), "wanted": wanted, "totals": counts, "held": held, "lines": lines, "telling": telling,
        "bands": [(role, _band(site, acts, role)) for role in ("arrested", "released")], "of_all": counts["arrested"].incidents,
    }  # fmt: skip
    columns = ("day", "incident", "place", "country", "arrested", "released", "injured", "dead", "sources")
    rows = [
        (one.begins or one.first_report, one.id, one.place, one.country, *(_range(one, role) for role in ledgers.DETENTION),
         flat.BETWEEN.join(one.sources))
        for one in listed
    ]  # fmt: skip
    return Page("detentions.html", data, columns, rows, context)


def _told_of_hurt(site: Site, wanted: Asked) -> list[Incident]:
    """The newest incidents that fit and tell of people beaten, abused or tortured, by whomever."""
    kinds, modes = wanted.filters.type, wanted.filters.mode
    asked_for = tuple(sorted(ledgers.MISTREATED & set(modes))) if modes else tuple(sorted(ledgers.MISTREATED))
    if not asked_for or (kinds and "ASSAULT" not in {kind.upper() for kind in kinds}):
        return []
    acts = site.index.acts(replace(wanted.filters, type=("ASSAULT",), mode=asked_for))
    return paging.incidents_by_number(site.chronicle, acts.act[acts.act > 0][-LISTED:].tolist())


def _how(case: ledgers.Mistreatment) -> list[str]:
    return [mode for mode in case.modes if mode in ledgers.MISTREATED]


def _band(site: Site, acts: Acts, role: str) -> charts.Band | None:
    nums = situation.with_count(acts, role)
    if len(nums) > ADDED_UP:
        return charts.band(totals.summed(acts, role))
    found = tally(cast(QuantityRole, role), paging.incidents_by_number(site.chronicle, [int(num) for num in nums]))
    return charts.band(totals.running(found.entries))


def _held(arrested: Total, released: Total) -> tuple[float | None, float | None]:
    """Arrested less released; None where a side is open. A bound, not a count: these need not be the same people."""
    low = None if released.high is None else max(arrested.low - released.high, 0)
    return low, None if arrested.high is None else max(arrested.high - released.low, 0)


def _range(incident: Incident, role: str) -> str | None:
    count = next((count for count in incident.counts if count.role == role), None)
    return f"{_plain(count.low)}-{_plain(count.high)}" if count else None


def _detention(_: Language, incident: Incident) -> dict[str, Any]:
    counts = {count.role: telling.span(_, count.low, count.high) for count in incident.counts}
    return {"entry": shown.entry(_, incident), "counts": counts}


@page(router, "/protests")
def protests(request: Request) -> Page:
    """Protests by day and place, with their size as all sources give it."""
    wanted = asked(request)
    return _ledger(request, wanted, "PROTEST", "protests.html")


@page(router, "/sanctions")
def sanctions(request: Request) -> Page:
    """Sanctions: who against whom, which measures, and how far they have come."""
    wanted = asked(request)
    return _ledger(request, wanted, "SANCTION", "sanctions.html")


def _ledger(request: Request, wanted: Asked, kind: str, template: str) -> Page:
    site, language = site_of(request), language_of(request)
    filters = replace(wanted.filters, type=(kind,))
    acts = site.index.acts(filters)
    part = shown.part(site, acts, limit=wanted.limit, after=wanted.after)
    found = incidents_shown(request, part.rows)
    lines: list[Any] = [*(ledgers.protests(found) if kind == "PROTEST" else ledgers.sanctions(found))]
    lines.reverse()
    told = situation.timeline(acts)
    data = {
        "filters": wanted.query, **numbers(acts), "timeline": {"unit": told.unit, "bars": told.bars},
        "lines": [asdict(line) for line in lines], "after": part.after,
    }  # fmt: skip
    context = {
        "form": asking.form(request, wanted, acts), "wanted": wanted, "numbers": numbers(acts), "lines": lines,
        "after": part.after, "told": told, "chart": charts.timeline(told),
        "total": totals.of_role(totals.totals(site.chronicle, acts), "participants"),
        "telling": telling,
        "heads": {one.id: shown.entry(language, one) for one in found},
    }  # fmt: skip
    columns = tuple(asdict(lines[0])) if lines else ("incident",)
    rows = [tuple(_flat(value) for value in asdict(line).values()) for line in lines]
    return Page(template, data, columns, rows, context)


def _flat(value: Any) -> Any:
    if isinstance(value, dict):
        return f"{_plain(value['low'])}-{_plain(value['high'])}"
    return flat.BETWEEN.join(value) if isinstance(value, tuple | list) else value
