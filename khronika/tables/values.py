"""What a cell of a table may hold. A check takes a cell and returns the fault as a phrase ("is no date"), or None."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable, Iterable

from khronika.tables.codes import codes, countries
from khronika.tables.ontology import ontology

Check = Callable[[str], str | None]
DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def free(_: str) -> str | None:
    """Anything, also nothing."""
    return None


def text(cell: str) -> str | None:
    """Something."""
    return None if cell else "is empty"


def optional(check: Check) -> Check:
    """Nothing, or what a check allows."""
    return lambda cell: check(cell) if cell else None


def many(check: Check, by: str = "|") -> Check:
    """One or more, each as a check allows, none twice."""

    def fault(cell: str) -> str | None:
        parts = cell.split(by)
        found = next((f"{part!r} {wrong}" for part in parts if (wrong := check(part))), None)
        return found or ("names one twice" if len(set(parts)) < len(parts) else None)

    return fault


def one_of(*allowed: str) -> Check:
    """One of some words."""
    return lambda cell: None if cell in allowed else f"is none of {', '.join(allowed)}"


def among(words: Callable[[], Iterable[str]], what: str) -> Check:
    """One of some words that are looked up when they are first needed; `what` they are is for the message."""
    known = functools.cache(lambda: frozenset(words()))
    return lambda cell: None if cell in known() else f"is no {what}"


def matching(pattern: str, what: str) -> Check:
    """What a regular expression matches from end to end; `what` that is is for the message."""
    regex = re.compile(pattern)
    return lambda cell: None if regex.fullmatch(cell) else f"is no {what}"


def between(low: float, high: float) -> Check:
    """A number from `low` to `high`."""

    def fault(cell: str) -> str | None:
        try:
            return None if low <= float(cell) <= high else f"is not between {low:g} and {high:g}"
        except ValueError:
            return "is no number"

    return fault


def date(cell: str) -> str | None:
    """A year, month or day that the calendar has: `1999`, `1999-03`, `1999-03-24`."""
    match = DATE.fullmatch(cell)
    if match is None:
        return "is no date (YYYY, YYYY-MM or YYYY-MM-DD)"
    year, month, day = match.groups()
    try:
        datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return "is a date that the calendar lacks"
    return None


country = among(countries, "code of a country (ISO 3166-1 alpha-3)")
actor_country = among(lambda: (*countries(), *codes("beyond")), "code of a country or of actors beyond one state")
sector = among(lambda: codes("sectors"), "sector")
context = among(lambda: codes("contexts"), "context")
event_type = among(ontology, "event type")
wikidata = matching(r"Q[1-9]\d*", "Wikidata id")
number = between(float("-inf"), float("inf"))
latitude, longitude = between(-90, 90), between(-180, 180)
