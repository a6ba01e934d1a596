"""The review: the queue, one event to judge, and what is said of it."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from khronika.errors import UsageError
from khronika.model.judgement import Review
from khronika.store import Chronicle, judge, review
from khronika.store.corrections import ROLES
from khronika.store.review import Item
from khronika.web.changes import changed, groups
from khronika.web.judging import judge_as, noted, settled
from khronika.web.pages import Page, page
from khronika.web.query import MANY, ONCE, asked
from khronika.web.reviewing import may_decide, review_of, reviewer_of, seen, shown, summary, told
from khronika.web.site import site_of

router = APIRouter()
# Events listed beside the one that is judged; and so far the waiting ones are counted.
LISTED, COUNTED = 30, 1000
# What somebody said last, to be taken back.
LAST, TAKEN_BACK = 5, 50
COLUMNS = (
    "id",
    "weight",
    "incident",
    "members",
    "event_type",
    "modes",
    "status",
    "confidence",
    "sentence",
    "article",
    "published",
    "publisher",
)
# What is written as the reason where a reviewer gives none.
REASONS = {
    "accept": "read and found right", "reject": "read and found wrong", "change": "read and corrected", "split": "read: another act",
    "join": "read: the same act", "undo": "taken back",
}  # fmt: skip
# What is told after each.
DONE = {
    "accept": "Accepted.", "reject": "Rejected.", "change": "Changed.", "split": "Split.", "join": "Joined.", "undo": "Taken back.",
}  # fmt: skip


async def sent(request: Request) -> FormData:
    """The fields of a form."""
    return await request.form()


Sent = Annotated[FormData, Depends(sent)]


@page(router, "/review")
def queue(request: Request) -> Page:
    """The queue, with the event that is asked for, or the first one."""
    reviewer = reviewer_of(request)
    wanted = asked(request, "event", "did")
    chronicle = site_of(request).chronicle
    waits = review.queue(chronicle, wanted.filters, reviewer, limit=min(wanted.limit, LISTED))
    count = review.waiting(chronicle, wanted.filters, reviewer, most=COUNTED)
    event = wanted.get("event") or (waits[0].line["id"] if waits else None)
    rows = [summary(one) for one in waits]
    context: dict[str, Any] = {
        "back": urlencode(wanted.query, doseq=True),
        "waits": waits, "count": count, "counted": COUNTED, "query": wanted.query, "reviewer": reviewer,
        "did": DONE.get(wanted.get("did") or ""),
        "last": [told(group) for group in review.last_said(chronicle, reviewer.name, limit=LAST)], "item": None, "reasons": REASONS,
    }  # fmt: skip
    if event:
        context |= _item(request, review.item(chronicle, event, reviewer))
    place = next((place for place, one in enumerate(waits) if one.line["id"] == event), -1)
    context |= {"previous": waits[place - 1] if place > 0 else None, "next": waits[place + 1] if -1 < place + 1 < len(waits) else None}
    data = {"waiting": count, "counted_to": COUNTED, "events": rows}
    return Page("review.html", data, COLUMNS, [[row[name] for name in COLUMNS] for row in rows], context)


def _item(request: Request, item: Item) -> dict[str, Any]:
    return {
        "item": item, **shown(item), "groups": list(groups(item.line)), "roles": ROLES,
        "decides": item.disputed and may_decide(request),
    }  # fmt: skip


@router.post("/review/name", include_in_schema=False)
def name(request: Request, form: Sent) -> Response:
    """Remember who judges, where there are no accounts."""
    judge_as(request, str(form.get("by", "")))
    return _back(request, form)


@router.post("/review/judge", include_in_schema=False)
def say(request: Request, form: Sent) -> Response:
    """Take a judgement: accept, reject, change, split or join."""
    by, act, event = judge_as(request), str(form.get("act", "")), str(form.get("event", ""))
    chronicle = site_of(request).chronicle
    reviewer = reviewer_of(request)
    item = review.item(chronicle, event, reviewer)
    if form.get("seen") != seen(item.line):
        raise UsageError("has been judged in the meantime", where=event, advice="go back, load the page again and look")
    why = str(form.get("why", "")).strip() or REASONS.get(act, "")
    how: Review | None = "adjudication" if item.disputed and may_decide(request) else review_of(request)
    stays = _judged(chronicle, act, item, form, {"by": by, "why": why}, how)
    settled(chronicle)
    noted(request, act, item.line["id"])
    return _back(request, form, act, item.line["id"] if stays else None)


def _judged(chronicle: Chronicle, act: str, item: Item, form: FormData, said: dict[str, str], how: Review | None) -> bool:
    """Judge an event; returns whether it is shown again."""
    event = item.line["id"]
    if act == "accept":
        judge.accept(chronicle, [event], **said, review=how)
    elif act == "reject":
        judge.reject(chronicle, [event], **said, review=how)
    elif act == "change":
        pairs = changed({name: str(value) for name, value in form.multi_items()})
        if not pairs:
            raise UsageError("nothing is changed", where="change", advice="change a value, or accept the event as it is")
        judge.correct(chronicle, event, pairs, **said, review=how)
    elif act == "split":
        apart = [str(one) for one in form.getlist("apart")] or [event]
        judge.split(chronicle, item.incident or event, apart, **said)
    elif act == "join":
        others = [str(one).strip() for one in form.getlist("other") if str(one).strip()]
        if not others:
            raise UsageError("there is nothing to join it with", where="join", advice="tick an incident, or give an id")
        judge.join(chronicle, [item.incident or event, *others], **said)
    else:
        raise UsageError(f"{act!r} is no judgement", where="act", advice=f"one of {', '.join(REASONS)}")
    return act in ("split", "join")


@router.post("/review/undo", include_in_schema=False)
def undo(request: Request, form: Sent) -> Response:
    """Take back what the reader said; an admin may take back anything by its id on the command line."""
    by, chronicle = judge_as(request), site_of(request).chronicle
    wanted = [str(one) for one in form.getlist("judgement")]
    mine = {judgement.id: judgement for group in review.last_said(chronicle, by, limit=TAKEN_BACK) for judgement in group}
    if not wanted or not mine.keys() >= set(wanted):
        raise UsageError("is nothing that you said lately", where=", ".join(wanted)[:80], advice="take it back with `khronika withdraw`")
    for one in wanted:
        judge.withdraw(chronicle, one, by=by, why=str(form.get("why", "")).strip() or REASONS["undo"])
        noted(request, "undo", one)
    settled(chronicle)
    event = review.stands_on(chronicle, wanted[0])
    return _back(request, form, "undo", event)


def _back(request: Request, form: FormData, did: str | None = None, event: str | None = None) -> Response:
    """Back to the queue, with the filters that the form brought."""
    pairs = parse_qsl(str(form.get("back", "")))
    query: dict[str, Any] = {}
    for name, value in pairs:
        if name in (*MANY, *ONCE):
            query.setdefault(name, []).append(value)
    return RedirectResponse(site_of(request).link(request.url.path, "/review", query | {"event": event, "did": did}), 303)
