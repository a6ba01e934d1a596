"""Who reviews, and what of an event a reviewer is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request

from khronika.model.judgement import Judgement, Review
from khronika.store.review import Item, Queued, Reviewer
from khronika.store.rows import dump
from khronika.web.judging import known_name
from khronika.web.refusal import Refused
from khronika.web.site import may_judge, site_of, user_of
from khronika.web.values import Value, marked, values

# Characters shown before and after the sentence.
AROUND = 160


def reviewer_of(request: Request) -> Reviewer:
    """Who reviews. Raises Refused if the reader may not judge."""
    if not may_judge(request):
        raise Refused(403, "you may not judge here", "ask whoever looks after the accounts for the role reviewer")
    return Reviewer(known_name(request), site_of(request).two_reviewers)


def may_decide(request: Request) -> bool:
    """Whether the reader decides between reviewers: an admin, or whoever sits at the machine where there are no accounts."""
    user = user_of(request)
    return may_judge(request) and (user is None or user.role == "admin")


def review_of(request: Request) -> Review | None:
    """How what a reader says counts: at once, or once another has judged independently."""
    return "independent" if site_of(request).two_reviewers else None


def seen(line: Mapping[str, Any]) -> str:
    """A short mark of what a reviewer has seen, by which it is noticed if somebody judges in between."""
    return hashlib.sha256(dump({name: value for name, value in line.items() if name != "coder"}).encode()).hexdigest()[:16]


def shown(item: Item) -> dict[str, Any]:
    """What the template of an event to judge needs."""
    line, text = item.line, item.text
    pieces, before, after = [], "", ""
    if text is not None:
        start, end = line["sentence"]["start"], line["sentence"]["end"]
        before, after = text[max(start - AROUND, 0) : start], text[end : end + AROUND]
        pieces = marked(text, start, end, line)
    return {
        "before": before.lstrip() if len(before) < AROUND else f"…{before}",
        "after": after.rstrip() if len(after) < AROUND else f"{after}…",
        "pieces": pieces, "rows": _rows(item), "seen": seen(line),
    }  # fmt: skip


def _rows(item: Item) -> list[dict[str, Any]]:
    """The values with the machine's beside them where a person has changed them, and what other reports say."""
    machine = {value.field: value.shown for value in values(item.machine)}
    rows = []
    for value in values(item.line):
        coded = machine.get(value.field)
        others = {other.shown: _paper(queued) for queued in item.members for other in values(queued.line) if _same_field(value, other)}
        said = [{"value": text, "paper": paper} for text, paper in others.items() if text != value.shown]
        rows.append({"value": value, "machine": coded if coded != value.shown else None, "others": said})
    return rows


def _same_field(left: Value, right: Value) -> bool:
    """Whether two events' values can be compared: fields of which there is one, and counts of one role."""
    return left.field == right.field and "." not in left.field


def _paper(queued: Queued) -> str:
    article = queued.line["article"]
    return str(article["publisher"] or article["title"] or article["id"])


def summary(queued: Queued) -> dict[str, Any]:
    """An event of a list, as JSON has it."""
    line = queued.line
    return {
        "id": line["id"], "weight": round(queued.weight, 4), "incident": queued.incident, "members": queued.members,
        "event_type": line["event_type"], "modes": line["modes"], "status": line["status"], "confidence": line["confidence"],
        "sentence": queued.sentence, "article": line["article"]["id"], "published": line["article"]["published"],
        "publisher": line["article"]["publisher"],
    }  # fmt: skip


def told(group: Sequence[Judgement]) -> dict[str, Any]:
    """Judgements that were made together, for a person to take back."""
    first = group[-1]
    fields = [judgement.field for judgement in reversed(group) if judgement.field]
    words = dict.fromkeys(anchor.text for anchor in first.anchors)
    return {
        "ids": [judgement.id for judgement in group], "kind": first.kind, "fields": fields, "made": first.made, "why": first.why,
        "words": list(words)[:3],
    }  # fmt: skip
