"""Judging through the API: the same judgements as `khronika correct`, `accept`, `reject`, `join`, `split`, `withdraw`."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from khronika.errors import UsageError
from khronika.model.judgement import Judgement, Review
from khronika.store import Chronicle, judge
from khronika.web import schema
from khronika.web.judging import judge_as, noted, settled
from khronika.web.pages import encoded
from khronika.web.reviewing import review_of
from khronika.web.schema import Judging, answers
from khronika.web.site import site_of

router = APIRouter(prefix="/api/v1")


@router.post("/judgements", status_code=201, responses=answers(schema.Judged, 404, 413, good=201))
def make_judgement(request: Request, body: Judging) -> Response:
    """Judge: with a token of scope `judge`, or in a session with the header `X-CSRF-Token`."""
    chronicle = site_of(request).chronicle
    by = judge_as(request, body.by)
    made = [one.id for one in _made(chronicle, body, by, review_of(request))]
    noted(request, "judged", f"{body.kind} {' '.join(made)}", who=by)
    return Response(encoded({"judgements": made, "unmerged": settled(chronicle)}), 201, media_type="application/json")


def _made(chronicle: Chronicle, body: Judging, by: str, review: Review | None) -> list[Judgement]:
    why = body.why
    match body.kind:
        case "accept":
            return [judge.accept(chronicle, _given(body), by=by, why=why, review=review)]
        case "reject":
            return [judge.reject(chronicle, _given(body), by=by, why=why, review=review)]
        case "join":
            return [judge.join(chronicle, _given(body), by=by, why=why)]
        case "split":
            return [judge.split(chronicle, _one(body.incident, "incident"), body.ids, by=by, why=why)]
        case "withdraw":
            return [judge.withdraw(chronicle, _one(body.judgement, "judgement"), by=by, why=why)]
        case "correct":
            if len(_given(body)) != 1 or not body.values:
                raise UsageError("one event is corrected at a time", where="ids", advice="give one id, and values by field")
            return judge.correct(chronicle, body.ids[0], list(body.values.items()), by=by, why=why, review=review)


def _given(body: Judging) -> list[str]:
    if not body.ids:
        raise UsageError("nothing is named", where="ids", advice="give ids of events or incidents")
    return body.ids


def _one(given: str | None, field: str) -> str:
    if not given:
        raise UsageError("is missing", where=field, advice="give its id")
    return given
