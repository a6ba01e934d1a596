"""Corrections: what `field=value` means, and how it changes an event's line.

A correction of one thing of a list ("actors.2.country") remembers that thing as the machine had coded it, and is applied again to the thing
that shares its words, whatever its number is then. If the coder no longer finds it, the corrected thing is put in: a person looked at it.
"""

from __future__ import annotations

import copy
import json
import math
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, get_args

from khronika.errors import UsageError
from khronika.model.attribution import Certainty
from khronika.model.entity import EntityKind
from khronika.model.event import Status
from khronika.model.place import PlacePrecision
from khronika.model.quantity import QuantityRole
from khronika.model.time import TimePrecision
from khronika.store.days import first_day
from khronika.tables.ontology import ontology

ROLES: tuple[str, ...] = get_args(QuantityRole)
CODE = re.compile(r"[A-Z]{3}")
RANGE = re.compile(r"(~?)(\d+(?:\.\d+)?)?(?:(\.\.)(\d+(?:\.\d+)?)?)?")
NEW = "+"
# Lists, and the fields of their things that may be corrected.
LISTS: Mapping[str, tuple[str, ...]] = {
    "actors": ("text", "name", "means", "country", "sector", "kind", "wikidata"),
    "recipients": ("text", "name", "means", "country", "sector", "kind", "wikidata"),
    "quantities": ("role", "low", "high", "approximate"),
    "measures": ("type", "stage"),
    "attributed_to": ("text", "name", "country", "sector", "certainty"),
}
PARTS: Mapping[str, tuple[str, ...]] = {
    "time": ("start", "end", "precision"),
    "place": ("name", "geonameid", "lat", "lon", "country", "admin1", "precision"),
}
EMPTY: Mapping[str, dict[str, Any]] = {
    "actors": {
        "text": None, "start": None, "end": None, "means": None, "name": None, "wikidata": None, "country": None, "sector": None,
        "other_sectors": [], "kind": "unknown", "by": "a person",
    },
    "quantities": {
        "role": "other", "low": None, "high": None, "approximate": False, "text": None, "start": None, "end": None, "of": None,
    },
    "measures": {"type": "other", "stage": None, "text": None, "start": None, "end": None, "by": "a person"},
    "attributed_to": {
        "text": None, "start": None, "end": None, "name": None, "country": None, "sector": None, "cue": None, "certainty": "asserts",
        "party": False,
    },
    "time": {"text": None, "start_char": None, "end_char": None, "start": None, "end": None, "precision": None, "by": "a person"},
    "place": {
        "text": None, "start": None, "end": None, "name": None, "geonameid": None, "lat": None, "lon": None, "country": None,
        "admin1": None, "precision": None, "by": "a person",
    },
}  # fmt: skip
Line = dict[str, Any]


def parse(text: str) -> tuple[str, str]:
    """Field and value of `field=value`. Raises UsageError."""
    field, sign, value = text.partition("=")
    if not sign or not field.strip():
        raise UsageError(f"{text!r} is no correction", where="correct", advice="write field=value, e.g. status=denied or place.country=BLR")
    return field.strip(), value.strip()


def value_of(field: str, text: str, line: Line, own_types: Collection[str] = ()) -> Any:
    """The value that a correction gives to a field of an event, None for none. Raises UsageError if value or field do not fit the event.

    `own_types` are types of the chronicle's events that this program ships none such of.
    """
    head, *rest = field.split(".")
    if head in ROLES and not rest:
        return _range(field, text)
    if head == "event_type" and not rest:
        # Types of a user's own ontology begin with x- and are not listed here.
        return text if re.fullmatch(r"x-[a-z0-9-]+", text) else _one_of(field, text, (*ontology(), *own_types))
    if head == "status" and not rest:
        return _one_of(field, text, get_args(Status))
    if head in ("modes", "contexts") and not rest:
        return _codes(field, text, line)
    if head in PARTS and len(rest) <= 1:
        return _part(field, head, rest, text)
    if head in LISTS and 1 <= len(rest) <= 2:
        return _thing(field, head, rest, text, line)
    if head in LISTS and not rest and not text:
        return None
    known = ", ".join(("event_type", "status", "modes", "contexts", *PARTS, *LISTS, *ROLES))
    raise UsageError(f"there is no field {field!r} to correct", where="correct", advice=f"fields: {known}; see docs/chronicle.md")


def stands_at(field: str, line: Line) -> Any:
    """What an event's line has in a field that `value_of` takes."""
    head, *rest = field.split(".")
    if head in ROLES:
        return _quantities_of(line, head)
    if not rest:
        return line[head]
    if head in PARTS:
        return line[head] and line[head][rest[0]]
    return None if rest[0] == NEW else line[head][int(rest[0]) - 1]


def is_thing(field: str) -> bool:
    """Whether a field is a thing of a list or a part of one, which goes by its words, not by its number."""
    head, *rest = field.split(".")
    return head in LISTS and bool(rest)


def _one_of(field: str, text: str, known: Any) -> str:
    if text not in known:
        raise UsageError(f"{field} cannot be {text!r}", where="correct", advice=f"one of {', '.join(known)}")
    return text


def _codes(field: str, text: str, line: Line) -> list[str]:
    values = [value for value in re.split(r"[,\s]+", text) if value]
    if field == "modes" and line["event_type"] in ontology():
        known = ontology()[line["event_type"]]["modes"]
        for value in values:
            if value not in known:
                advice = f"modes of {line['event_type']}: {', '.join(known) or 'none'}"
                raise UsageError(f"there is no mode {value!r}", where="correct", advice=advice)
    return values


def _range(field: str, text: str) -> dict[str, Any] | None:
    """`40`, `40..60`, `40..`, `..60`, `~1000`; None where the text is empty."""
    if not text:
        return None
    match = RANGE.fullmatch(text.replace(",", ""))
    if match is None or (match[2] is None and match[4] is None):
        raise UsageError(f"{field} cannot be {text!r}", where="correct", advice="write 40, 40..60, 40.. (at least), ..60 or ~1000 (about)")
    low, high = _number(match[2]), _number(match[4]) if match[3] else _number(match[2])
    if low is not None and high is not None and low > high:
        raise UsageError(f"{field} cannot be {text!r}", where="correct", advice="the smaller number comes first")
    return {"role": field, "low": low, "high": high, "approximate": bool(match[1])}


def _number(text: str | None) -> int | float | None:
    return None if text is None else float(text) if "." in text else int(text)


def _quantities_of(line: Mapping[str, Any], role: str) -> list[Any]:
    return [quantity for quantity in line["quantities"] if quantity["role"] == role]


def _part(field: str, head: str, rest: list[str], text: str) -> Any:
    if rest:
        return _value(field, _one_of(f"a part of {head}", rest[0], PARTS[head]), text)
    if not text:
        return None
    if head == "place":
        return {"text": text, "name": text}
    start, _, end = text.partition("/")
    for stamp in filter(None, (start, end)):
        _day(field, stamp)
    return {"text": text, "start": start or None, "end": (end or None) if "/" in text else start}


def _day(field: str, text: str) -> str:
    if first_day(text) is None:
        raise UsageError(f"{field} cannot be {text!r}", where="correct", advice="write 2020-08-14, or 2020-08-14/2020-08-16")
    return text


def _thing(field: str, head: str, rest: list[str], text: str, line: Line) -> Any:
    if rest[0] == NEW:
        if len(rest) > 1 or not text:
            raise UsageError(f"{field} adds something whole", where="correct", advice=f"write {head}.+=NAME COUNTRY SECTOR")
        return _new(head, text)
    count = len(line[head])
    if not rest[0].isdecimal() or not 1 <= int(rest[0]) <= count:
        raise UsageError(f"there is no {field}", where="correct", advice=f"the event has {count} {head}; the first is {head}.1")
    if len(rest) == 1 and text:
        raise UsageError(f"{field} is no single value", where="correct", advice=f"correct a part of it: {', '.join(LISTS[head])}")
    return None if len(rest) == 1 else _value(field, _one_of(f"a part of {head}", rest[1], LISTS[head]), text)


def _new(head: str, text: str) -> dict[str, Any]:
    """A party or source of the words NAME COUNTRY SECTOR, or a quantity or measure of its first word."""
    if head in ("actors", "recipients", "attributed_to"):
        words = text.split()
        codes: list[str] = []
        while len(words) > 1 and len(codes) < 2 and CODE.fullmatch(words[-1]):
            codes.insert(0, words.pop())
        name = " ".join(words)
        sector = codes[-1] if len(codes) == 2 else None
        return {"text": name, "name": name, "country": codes[0] if codes else None, "sector": sector}
    if head == "measures":
        kind, _, stage = text.partition(" ")
        return {"type": kind, "stage": stage or None}
    raise UsageError("quantities are corrected by their role", where="correct", advice="write e.g. arrested=40")


def _value(field: str, name: str, text: str) -> Any:
    """A single value as its field has it; None where the text is empty."""
    if not text:
        return None
    if name in ("country", "sector") and not CODE.fullmatch(text):
        raise UsageError(f"{field} cannot be {text!r}", where="correct", advice="it is a code of three capital letters")
    check = CHECKS.get(name)
    return check(field, text) if check else text


def _figure(field: str, text: str) -> int | float:
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise UsageError(f"{field} cannot be {text!r}", where="correct", advice="it is a number")
    return value


CHECKS: Mapping[str, Callable[[str, str], Any]] = {
    "kind": lambda field, text: _one_of(field, text, get_args(EntityKind)),
    "role": lambda field, text: _one_of(field, text, ROLES),
    "certainty": lambda field, text: _one_of(field, text, get_args(Certainty)),
    "approximate": lambda field, text: _one_of(field, text.lower(), ("true", "false")) == "true",
    "precision": lambda field, text: _one_of(
        field, text, get_args(PlacePrecision) if field.startswith("place") else get_args(TimePrecision)
    ),
    "start": _day,
    "end": _day,
    **dict.fromkeys(("low", "high", "lat", "lon", "geonameid"), _figure),
}


def apply(line: Line, field: str, value: Any, machine: Any) -> None:
    """Change a line as a correction says. `machine` is what the coder had put there when the correction was made."""
    head, *rest = field.split(".")
    if head in ROLES:
        kept = [quantity for quantity in line["quantities"] if quantity["role"] != head]
        evidence: Line = next(iter(_quantities_of(line, head)), {})
        line["quantities"] = [*kept, EMPTY["quantities"] | evidence | value] if value else kept
    elif not rest and head in LISTS:
        line[head] = []
    elif not rest and head in PARTS:
        line[head] = EMPTY[head] | value if value else None
    elif not rest:
        line[head] = copy.deepcopy(value)
    elif head in PARTS:
        line[head] = (line[head] or EMPTY[head]) | {rest[0]: value}
    else:
        line[head] = _changed(line[head], head, rest, value, machine)


def _changed(things: list[Line], head: str, rest: list[str], value: Any, machine: Line | None) -> list[Line]:
    """A list with one of its things added, taken out, or changed in one field."""
    empty = EMPTY["actors" if head == "recipients" else head]
    if machine is None:
        return [*things, empty | value]
    place = _place(things, machine)
    if len(rest) == 1:
        return [thing for i, thing in enumerate(things) if i != place]
    if place is None:
        return [*things, empty | machine | {rest[1]: value}]
    return [thing | {rest[1]: value} if i == place else thing for i, thing in enumerate(things)]


def _place(things: list[Line], machine: Line) -> int | None:
    """Which of the things stands in the same words, or else reads the same."""
    start, end = machine.get("start"), machine.get("end")
    for i, thing in enumerate(things):
        if start is not None and thing.get("start") is not None and thing["start"] < end and start < thing["end"]:
            return i
    return next((i for i, thing in enumerate(things) if thing.get("text") == machine.get("text")), None)


def complete(line: Line) -> None:
    """Put in what follows from type and modes: modes of the type only, quad, scale and CAMEO code."""
    entry = ontology().get(line["event_type"])
    if entry is None:
        return
    modes = entry["modes"]
    line["modes"] = [mode for mode in line["modes"] if mode in modes]
    scales = [modes[mode]["scale"] for mode in line["modes"] if modes[mode]["scale"] is not None]
    line["quad"] = entry["quad"]
    line["scale"] = max(scales, key=abs) if scales else entry["scale"]
    line["cameo"] = next((modes[mode]["cameo"] for mode in line["modes"] if modes[mode].get("cameo")), entry["cameo"])
