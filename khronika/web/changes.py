"""The form in which a reviewer changes an event: its inputs, and what of them is another value than before.

An input's name is the field as `khronika correct` takes it, after `field:`; what it held stands under `was:`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from khronika.model.attribution import Certainty
from khronika.model.event import Status
from khronika.model.place import PlacePrecision
from khronika.store.corrections import parse
from khronika.tables.codes import codes
from khronika.tables.ontology import ontology
from khronika.web.values import range_text

Line = Mapping[str, Any]
FIELD, WAS, OUT = "field:", "was:", "out:"
MORE, NEW_ROLE, NEW_COUNT = "more", "new_role", "new_count"
STAGES = ("proposed", "discussed", "agreed", "adopted", "in-force", "extended", "suspended", "lifted")
MEASURES = ("arms-embargo", "asset-freeze", "travel-ban", "trade-ban", "sectoral", "diplomatic-expulsion", "aid-suspension", "other")
PEOPLE = {"actors": "Actor", "recipients": "Recipient", "attributed_to": "According to"}
# Fields that correcting the place by name empties: they are given again.
PLACE_PARTS = ("place.country", "place.precision")


@dataclass(frozen=True, slots=True)
class Input:
    """An input: its field, label, value, and, where there are only so many, its choices."""

    field: str
    label: str
    value: str
    choices: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Inputs that belong together; `field` is what taking it out is called, "" if it cannot be."""

    legend: str
    inputs: tuple[Input, ...]
    field: str = ""


def groups(line: Line) -> Iterator[Group]:
    """The form for an event's line."""
    kinds = tuple(dict.fromkeys((*ontology(), line["event_type"])))
    modes = tuple(ontology().get(line["event_type"], {}).get("modes", ()))
    yield Group("Event", (
        Input("event_type", "Type", line["event_type"], kinds),
        Input("modes", "Modes", ", ".join(line["modes"]), hints=modes),
        Input("status", "Status", line["status"], get_args(Status)),
        Input("contexts", "Contexts", ", ".join(line["contexts"]), hints=tuple(codes("contexts"))),
    ))  # fmt: skip
    for name, label in list(PEOPLE.items())[:2]:
        yield from _people(line, name, label)
    yield Group("When", (Input("time", "Day, or first and last", _time(line["time"])),))
    place = line["place"] or {}
    yield Group("Where", (
        Input("place", "Place", place.get("name") or place.get("text") or ""),
        Input("place.country", "Country", place.get("country") or ""),
        Input("place.precision", "As exact as", place.get("precision") or "", ("", *get_args(PlacePrecision))),
    ))  # fmt: skip
    counted = {quantity["role"]: range_text(quantity) for quantity in reversed(line["quantities"]) if quantity["role"]}
    if counted:
        yield Group("How many", tuple(Input(role, role, text) for role, text in counted.items()))
    for number, measure in enumerate(line["measures"], 1):
        field = f"measures.{number}"
        kind, stage = measure["type"], measure["stage"] or ""
        inputs = (Input(f"{field}.type", "Measure", kind, _with(MEASURES, kind)), Input(f"{field}.stage", "Stage", stage, ("", *STAGES)))
        yield Group("Measure", inputs, field)
    yield from _people(line, "attributed_to", PEOPLE["attributed_to"])
    yield Group("One more", tuple(Input(f"{name}.+", label, "") for name, label in PEOPLE.items()))


def _with(choices: Sequence[str], value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*choices, value)))


def _people(line: Line, name: str, label: str) -> Iterator[Group]:
    sectors = tuple(codes("sectors"))
    for number, party in enumerate(line[name], 1):
        field = f"{name}.{number}"
        inputs = [
            Input(f"{field}.name", "Name", party["name"] or ""),
            Input(f"{field}.country", "Country", party["country"] or ""),
            Input(f"{field}.sector", "Sector", party["sector"] or "", _with(("", *sectors), party["sector"] or "")),
        ]
        if name == "attributed_to":
            certainty = party.get("certainty") or ""
            inputs.append(Input(f"{field}.certainty", "Certainty", certainty, _with(get_args(Certainty), certainty)))
        yield Group(f"{label} {number}: {party.get('means') or party['text'] or party['name'] or ''}", tuple(inputs), field)


def _time(time: Line | None) -> str:
    if not time:
        return ""
    start, end = time["start"] or "", time["end"] or ""
    return start if start == end or not end else f"{start}/{end}"


def changed(form: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a form changes, as fields and values of `khronika correct`: parts, then what is taken out, the last first, then what is new."""
    given = {name.removeprefix(FIELD): _plain(value) for name, value in form.items() if name.startswith(FIELD)}
    was = {name.removeprefix(WAS): _plain(value) for name, value in form.items() if name.startswith(WAS)}
    out = sorted((name.removeprefix(OUT) for name in form if name.startswith(OUT)), key=_number, reverse=True)
    pairs = [(field, value) for field, value in given.items() if value != was.get(field, "")]
    if any(field == "place" and value for field, value in pairs):
        kept = [(field, given[field]) for field in PLACE_PARTS if given.get(field)]
        pairs = [pair for pair in pairs if pair[0] not in PLACE_PARTS] + kept
    new = [pair for pair in pairs if pair[0].endswith(".+") and pair[1]]
    pairs = [pair for pair in pairs if not pair[0].endswith(".+") and not any(pair[0].startswith(f"{field}.") for field in out)]
    pairs += [(field, "") for field in out] + new
    if _plain(form.get(NEW_COUNT, "")):
        pairs.append((form.get(NEW_ROLE, ""), _plain(form[NEW_COUNT])))
    return pairs + [parse(text) for text in form.get(MORE, "").splitlines() if text.strip()]


def _number(field: str) -> tuple[str, int]:
    head, _, number = field.partition(".")
    return head, int(number) if number.isascii() and number.isdecimal() else 0


def _plain(text: str) -> str:
    return " ".join(text.split())
