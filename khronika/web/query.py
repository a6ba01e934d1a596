"""Filters in the address: the same names and meanings as the options of `khronika events`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request

from khronika.errors import UsageError
from khronika.store import Filters
from khronika.store.filters import types_of_its_own
from khronika.web.site import site_of

# Filters that may be given several times, and those that are given once.
MANY = ("type", "mode", "status", "actor", "recipient", "place", "country", "source", "publisher", "text")
ONCE = ("since", "until", "min_confidence", "rejected")
PAGING = ("limit", "after")
PAGE_ROWS, MOST_ROWS = 50, 500
# Longer values are no filters that a person writes.
LONGEST_VALUE, MOST_VALUES = 200, 20
TRUE = ("1", "true", "yes", "on")
WHERE = re.compile(r"^--")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: filters, how many rows, and the place after which they begin (`after`, from the page before)."""

    filters: Filters
    limit: int = PAGE_ROWS
    after: str | None = None
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def query(self) -> dict[str, Any]:
        """The filters as an address has them, for links that keep them."""
        found: dict[str, Any] = {name: list(value) for name in MANY if (value := getattr(self.filters, name))}
        found |= {name: value for name in ("since", "until", "min_confidence") if (value := getattr(self.filters, name)) is not None}
        return found | ({"rejected": "1"} if self.filters.rejected else {})

    def get(self, name: str, default: str | None = None) -> str | None:
        """A page's own parameter."""
        return dict(self.extra).get(name, default)


def asked(request: Request, *own: str) -> Asked:
    """Read the address of a request; `own` are names of parameters that the page has beside the filters.

    Raises UsageError for a name that there is not, or a value that cannot be meant. Empty values, as forms send them, count as absent.
    """
    pairs = [(name, value.strip()) for name, value in request.query_params.multi_items()]
    given = [(name, value) for name, value in pairs if value]
    _check([name for name, _ in pairs], given, own)
    values: dict[str, Any] = {name: tuple(value for key, value in given if key == name) for name in MANY}
    last = {name: value for name, value in given if name not in MANY}
    filters = Filters(
        **values, since=last.get("since"), until=last.get("until"), min_confidence=_share(last.get("min_confidence")),
        rejected=last.get("rejected", "").lower() in TRUE,
    )  # fmt: skip
    filters = _checked(_with_own_types(request, filters))
    extra = tuple((name, value) for name, value in given if name in own)
    return Asked(filters, _limit(last.get("limit")), last.get("after"), extra)


def _check(names: Iterable[str], given: list[tuple[str, str]], own: tuple[str, ...]) -> None:
    known = (*MANY, *ONCE, *PAGING, *own)
    if unknown := sorted({name for name in names if name not in known}):
        raise UsageError("there is no such filter", where=unknown[0][:LONGEST_VALUE], advice=f"known: {', '.join(known)}")
    if len(given) > MOST_VALUES:
        raise UsageError("too many values", where="address", advice=f"give {MOST_VALUES} at most")
    for name, value in given:
        if len(value) > LONGEST_VALUE or "\0" in value:
            raise UsageError("is no value", where=name, advice=f"give at most {LONGEST_VALUE} characters")


def _with_own_types(request: Request, filters: Filters) -> Filters:
    """The filters with those types asked for that are none of ours, but that the chronicle's events have."""
    if not filters.type:
        return filters
    with site_of(request).chronicle.reading() as connection:
        return replace(filters, own_types=types_of_its_own(connection, filters.type))


def _checked(filters: Filters) -> Filters:
    """The filters, once the store has understood them. Raises UsageError with the filter's name as an address has it."""
    try:
        _ = filters.groups, filters.days()
    except UsageError as error:
        raise UsageError(error.what, where=WHERE.sub("", error.where).replace("-", "_"), advice=error.advice) from None
    return filters


def _share(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise UsageError(f"{text!r} is no confidence", where="min_confidence", advice="give a number from 0 to 1")
    return value


def _limit(text: str | None) -> int:
    if text is None:
        return PAGE_ROWS
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= MOST_ROWS):
        raise UsageError(f"{text[:20]!r} is no number of rows", where="limit", advice=f"give 1 to {MOST_ROWS}")
    return int(text)


def without(asked_for: Asked, name: str) -> Asked:
    """The same without one filter."""
    nothing: Any = () if name in MANY else (False if name == "rejected" else None)
    return replace(asked_for, filters=replace(asked_for.filters, **{name: nothing}))
