"""What the API takes and gives, for its description (OpenAPI): parameters, bodies, answers."""

from __future__ import annotations

from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from khronika.model.event import Status
from khronika.tables.ontology import ontology
from khronika.web.query import LONGEST_VALUE, MOST_ROWS, PAGE_ROWS

DAY = r"^\d{4}(-\d{2}(-\d{2})?)?$"
WHO = "Name, or part of one, or a code of country or sector in capitals (BLR, COP); a star at the end stands for the rest of a word."
Text = dict[str, Any]
TEXT: Text = {"type": "string", "minLength": 1, "maxLength": LONGEST_VALUE}


class _Open(BaseModel):
    """Fields beside those that are listed are described in the documentation of the record format."""

    model_config = ConfigDict(extra="allow")


class EventLine(_Open):
    """An event in the record format, with `verdict`, `judged` and `held` where people judged it, and its incident."""

    id: str
    article: dict[str, Any]
    event_type: str
    modes: list[str]
    status: str
    confidence: float
    incident: str | None = None


class IncidentLine(_Open):
    """An incident: its events by id, its counts with the versions of each source, how its status went, who confirms and denies."""

    id: str
    event_type: str
    modes: list[str]
    begins: str | None
    ends: str | None
    place: str | None
    country: str | None
    events: list[str]
    sources: list[str]


class IncidentWhole(IncidentLine):
    """An incident with its events in full (`mentions`) and what spoke for and against their being one act (`comparisons`)."""

    mentions: list[dict[str, Any]]
    comparisons: list[dict[str, Any]]


class ArticleLine(_Open):
    """An article as it was published last; `text` and `events` only where one article is asked for."""

    id: str
    title: str | None
    published: str | None
    publisher: str | None
    author: str | None
    url: str | None
    language: str | None


class EventsPart(BaseModel):
    """Some events; `next` is the `after` of the following part, null if there is none."""

    rows: list[EventLine]
    next: str | None


class IncidentsPart(BaseModel):
    """Some incidents; `next` as above."""

    rows: list[IncidentLine]
    next: str | None


class ArticlesPart(BaseModel):
    """Some articles; `next` as above."""

    rows: list[ArticleLine]
    next: str | None


class TimelineAnswer(BaseModel):
    """How many incidents of each type began in each unit, by its first day; `outside` lie beyond the axis, `undated` have no day."""

    unit: str
    bars: dict[str, dict[str, int]]
    outside: int
    undated: int


class TallyAnswer(BaseModel):
    """A total over all incidents that fit, and its entries; `complete` false: there are more than are listed, the total has them all."""

    role: str
    low: float
    high: float | None
    incidents: int
    entries: list[dict[str, Any]]
    complete: bool


class LedgerAnswer(BaseModel):
    """The lines of a ledger; `complete` false: there are more, narrow the filters. Of detentions also how many may still be held."""

    ledger: str
    rows: list[dict[str, Any]]
    complete: bool
    held_low: float | None = None
    held_high: float | None = None


class JudgementLine(_Open):
    """A judgement, and what has become of it (`states`)."""

    id: str
    kind: str
    by: str
    made: str
    why: str


class JudgementsAnswer(BaseModel):
    """What people have said, the last first."""

    rows: list[JudgementLine]


class Judging(BaseModel):
    """A judgement to make. `ids` are events or incidents (accept, reject, join), events to take out (split), or the event (correct)."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["accept", "reject", "correct", "join", "split", "withdraw"]
    why: str = Field(min_length=1, max_length=2000, description="The reason.")
    ids: list[str] = Field(default=[], max_length=500)
    incident: str | None = Field(None, max_length=64, description="The incident to split.")
    judgement: str | None = Field(None, max_length=64, description="The judgement to withdraw.")
    values: dict[str, str] = Field(default={}, description="Of a correction: values by field, as `khronika correct` takes them.")
    by: str | None = Field(None, max_length=64, description="Who judges; only where there are no accounts.")


class Judged(BaseModel):
    """The ids of what was added to the log; `unmerged`: events that `khronika merge` has to merge before incidents follow."""

    judgements: list[str]
    unmerged: int


class Error(BaseModel):
    """What is wrong, where, and what to do."""

    status: int
    what: str
    where: str | None
    advice: str | None


class ErrorAnswer(BaseModel):
    """An error."""

    error: Error


def _query(name: str, schema: Text, description: str, *, many: bool = False) -> Text:
    shape = {"type": "array", "items": schema, "maxItems": 20} if many else schema
    return {"name": name, "in": "query", "required": False, "description": description, "schema": shape}


def filters() -> list[Text]:
    """The filters, as parameters."""
    types = {"anyOf": [{"type": "string", "enum": list(ontology())}, {"type": "string", "pattern": "^x-[a-z]{1,40}$"}]}
    return [
        _query("type", types, "PLOVER type, or an extension type.", many=True),
        _query("mode", TEXT, "Mode of the type, e.g. arrest.", many=True),
        _query("status", {"type": "string", "enum": list(get_args(Status))}, "Whether it happened.", many=True),
        _query("actor", TEXT, f"Who did it. {WHO}", many=True),
        _query("recipient", TEXT, f"To whom it was done. {WHO}", many=True),
        _query("place", TEXT, "Place or country where it happened, by name.", many=True),
        _query("country", {"type": "string", "pattern": "^[A-Z]{3}$"}, "Its ISO 3166 code, or its name.", many=True),
        _query("source", TEXT, f"Who is given as the source. {WHO}", many=True),
        _query("publisher", TEXT, "Who published the article.", many=True),
        _query("text", TEXT, 'Words of the sentence or the title; "in quotes" one after the other.', many=True),
        _query("since", {"type": "string", "pattern": DAY}, "From this day, month or year on."),
        _query("until", {"type": "string", "pattern": DAY}, "To the end of this day, month or year."),
        _query("min_confidence", {"type": "number", "minimum": 0, "maximum": 1}, "Only what is at least this sure."),
        _query("rejected", {"type": "string", "enum": ["1"]}, "Also what people rejected."),
    ]


def limit() -> Text:
    """How many rows."""
    return _query("limit", {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": PAGE_ROWS}, "At most so many rows.")


def paging() -> list[Text]:
    """How many rows, and after which."""
    after = {"type": "string", "pattern": "^[0-9]{1,18}$"}
    return [limit(), _query("after", after, "The `next` of the part before.")]


def newest_first() -> Text:
    """The order."""
    return _query("newest_first", {"type": "string", "enum": ["1"]}, "The last first.")


def answers(model: type[BaseModel], *statuses: int, good: int = 200) -> dict[int | str, dict[str, Any]]:
    """What an address may answer, for its description."""
    named: tuple[int | str, ...] = (400, 401, 403, *statuses, "4XX", 503)
    errors: dict[int | str, dict[str, Any]] = {status: {"model": ErrorAnswer} for status in named}
    return {good: {"model": model}, **errors}


def listed(model: type[BaseModel], *parameters: Text) -> dict[str, Any]:
    """The description of a list that takes the filters, and these parameters, which `query.asked` reads from the address."""
    return {"responses": answers(model, 404), "openapi_extra": {"parameters": [*filters(), *parameters]}}
