"""What people say about codings: judgements, and what they point at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

JudgementKind = Literal["correct", "accept", "reject", "split", "join", "withdraw"]
JudgementState = Literal["applied", "withdrawn", "overruled", "pending", "disputed", "text gone", "event gone", "article gone"]
# How a judgement came about: by one of two reviewers who do not see each other's, or by whoever decides between them.
Review = Literal["independent", "adjudication"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """The event mention that a judgement points at: words of an article, not the id of a coding.

    `article` is the key of the article, which all its editions share; `start` and `end` are the trigger's offsets when the judgement was
    made, `text` its words, and `before` and `after` what stood around them, by which the place is found again in another edition.
    """

    article: str
    start: int
    end: int
    text: str
    event_type: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judgement: never changed, never deleted; taken back by a later one of kind `withdraw` that `refers` to it.

    `field` and `value` belong to a correction: the field's path in the record ("place.country") and its new value; `machine` is what
    the coder had put there. `anchors` are the events judged: one for corrections and verdicts, those to be taken out for a
    split, all that belong together for a join; `rest` are the other members of the incident that is split. `made` is UTC, ISO 8601.
    `review` is None for a judgement that counts at once (store/weigh.py says when others count).
    """

    id: str
    kind: JudgementKind
    by: str
    why: str
    made: str
    anchors: tuple[Anchor, ...]
    field: str | None = None
    value: Any = None
    machine: Any = None
    rest: tuple[Anchor, ...] = ()
    refers: str | None = None
    review: Review | None = None
