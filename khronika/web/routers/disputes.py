"""Where reviewers differ, who decides, and how well they agree."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from khronika.errors import UsageError
from khronika.evaluate.agreement import Agreement, agreement
from khronika.store import judge, read, readings, review
from khronika.web.judging import judge_as, noted, settled
from khronika.web.pages import Page, page
from khronika.web.refusal import Refused
from khronika.web.reviewing import may_decide, reviewer_of
from khronika.web.site import site_of
from khronika.web.values import marked, values

router = APIRouter()
# Disputes shown on one page; those decided make room for the next.
SHOWN = 50
COLUMNS = tuple(field.name for field in fields(Agreement))
DISPUTE_COLUMNS = ("id", "field", "person", "value", "machine")
MACHINE = "the coder"


@page(router, "/review/disputes")
def disputes(request: Request) -> Page:
    """The events that reviewers read differently, with how each reads them."""
    reviewer_of(request)
    chronicle = site_of(request).chronicle
    found = readings.disputes(chronicle)
    shown = [_dispute(read.one_event(chronicle, event), found[event]) for event in list(found)[:SHOWN]]
    data = [{name: value for name, value in one.items() if name != "pieces"} for one in shown]
    rows = [
        (one["id"], row["field"], person, value, row["machine"])
        for one in shown
        for row in one["rows"]
        for person, value in row["said"].items()
    ]
    return Page("disputes.html", data, DISPUTE_COLUMNS, rows, {"shown": shown, "count": len(found), "decides": may_decide(request)})


def _dispute(line: Mapping[str, Any], by_person: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """One event, and the fields in which readings differ."""
    machine = _values(line["machine"])
    said = {name: _values(reading) | {"verdict": reading["verdict"]} for name, reading in by_person.items()}
    names = dict.fromkeys(field for values in (machine, *said.values()) for field in values)
    rows = []
    for field in ("verdict", *(name for name in names if name != "verdict")):
        told = {name: None if field != "verdict" and own["verdict"] == "rejected" else own.get(field) for name, own in said.items()}
        # Where some reject the event, its other values are told if those who accept it changed them or differ.
        compared = {own.get(field) for own in said.values() if own["verdict"] != "rejected"} | {machine.get(field)}
        if len(set(told.values()) if field == "verdict" else compared) > 1:
            rows.append({"field": field, "machine": machine.get(field), "said": told})
    text, sentence = line["text"], line["sentence"]
    pieces = marked(text, sentence["start"], sentence["end"], line["machine"]) if text is not None else []
    article = line["article"]
    return {
        "id": line["id"], "incident": line["incident"], "article": article["id"], "title": article["title"],
        "publisher": article["publisher"], "published": article["published"], "people": list(by_person), "rows": rows,
        "trigger": line["trigger"]["text"], "pieces": pieces,
    }  # fmt: skip


def _values(line: Mapping[str, Any]) -> dict[str, str]:
    return {value.field: value.shown for value in values(line)}


@router.post("/review/decide", include_in_schema=False)
def decide(
    request: Request, event: Annotated[str, Form()], person: Annotated[str, Form()] = "", act: Annotated[str, Form()] = "",
    why: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Decide a dispute: as one of the reviewers has it, or as the machine has it, or that there is no such event."""
    by, chronicle = judge_as(request), site_of(request).chronicle
    if not may_decide(request):
        raise Refused(403, "an admin decides between reviewers", "ask whoever looks after the accounts")
    reason = why.strip() or "decided between reviewers"
    if not review.item(chronicle, event, reviewer_of(request)).disputed:
        raise UsageError("is no dispute any more", where=event, advice="load the page again")
    if person:
        judge.side_with(chronicle, event, person, by=by, why=reason)
    elif act in ("accept", "reject"):
        (judge.accept if act == "accept" else judge.reject)(chronicle, [event], by=by, why=reason, review="adjudication")
    else:
        raise UsageError("nothing is decided", where="decide", advice="say as whom")
    settled(chronicle)
    noted(request, "decide", event)
    return RedirectResponse(site_of(request).link(request.url.path, "/review/disputes", {}), 303)


@page(router, "/review/agreement")
def agreements(request: Request) -> Page:
    """How well people who judged the same events agree."""
    reviewer_of(request)
    found = agreement(readings.compared(site_of(request).chronicle))
    data = [{name: _rounded(getattr(row, name)) for name in COLUMNS} for row in found]
    return Page("agreement.html", data, COLUMNS, [[row[name] for name in COLUMNS] for row in data])


def _rounded(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return round(value, 4) if isinstance(value, float) and math.isfinite(value) else value
