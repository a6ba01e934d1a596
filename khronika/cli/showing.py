"""One event to read: its sentence, its values by the fields' names, the machine's beside a person's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from khronika.cli import words
from khronika.cli.listing import drawn, plain_table
from khronika.cli.say import printable

Line = Mapping[str, Any]
PARTY = ("means", "name", "country", "sector", "kind", "wikidata")


def shown(line: Line) -> bytes:
    """Heading, sentence, values and judgements."""
    article = line["article"]
    heading = " · ".join(
        words.short(part) for part in (article["title"], article["publisher"], article["published"], article["id"]) if part
    )
    parts = [drawn(Text.assemble((line["id"], "bold"), "  ", (heading, "dim"))), drawn(_sentence(line)), drawn(_values(line))]
    if line.get("judged"):
        parts.append(drawn(_judged(line)))
    if line.get("held"):
        parts.append(drawn(Text("the coder no longer finds this event; it is kept because people judged it", "yellow")))
    if line.get("incident"):
        parts.append(drawn(Text(f"part of incident {line['incident']}", "dim")))
    return b"\n".join(parts)


def _sentence(line: Line) -> Text:
    text, trigger, sentence = line.get("text"), line["trigger"], line["sentence"]
    if text is None:
        return Text("  (the chronicle has no text of this article)", "dim")
    before, after = text[sentence["start"] : trigger["start"]], text[trigger["end"] : sentence["end"]]
    return Text.assemble("  ", printable(before), ("[" + printable(trigger["text"]) + "]", "bold red"), printable(after))


def _values(line: Line) -> Table:
    made = plain_table("field", "value", "words", "decided by")
    made.columns[0].no_wrap = True
    for field, value, evidence in rows(line):
        stands = evidence and evidence.get("text")
        made.add_row(field, value, f"“{words.short(stands)}”" if stands else "", printable(str((evidence or {}).get("by") or "")))
    return made


def rows(line: Line) -> Iterator[tuple[str, str, Line | None]]:
    """Field, value and the part of the line that has its words."""
    yield "event_type", line["event_type"], line["trigger"]
    yield "modes", ", ".join(line["modes"]), None
    yield "status", line["status"], None
    for name in ("actors", "recipients"):
        for number, party in enumerate(line[name], 1):
            yield f"{name}.{number}", _joined(party, PARTY), party
    time, place = line["time"], line["place"]
    if time:
        yield "time", _joined(time, ("start", "end", "precision")), time
    if place:
        yield "place", _joined(place, ("name", "admin1", "country", "precision", "geonameid")), place
    for number, quantity in enumerate(line["quantities"], 1):
        low, high = ("" if quantity[side] is None else f"{quantity[side]:,}" for side in ("low", "high"))
        about = "about " if quantity["approximate"] else ""
        yield f"quantities.{number}", f"{quantity['role']} {about}{low if low == high else f'{low}..{high}'}", quantity
    for number, measure in enumerate(line["measures"], 1):
        yield f"measures.{number}", _joined(measure, ("type", "stage")), measure
    for number, source in enumerate(line["attributed_to"], 1):
        yield f"attributed_to.{number}", _joined(source, ("name", "country", "sector", "certainty")), source
    yield "contexts", ", ".join(line["contexts"]), None
    yield "confidence", str(line["confidence"]), None


def _joined(part: Line, names: tuple[str, ...]) -> str:
    return "  ".join(f"{name} {printable(str(part[name]))}" for name in names if part.get(name) is not None)


def _judged(line: Line) -> Table:
    made = plain_table("judgement", "by", "on", "field", "machine", "person", "why")
    for said in line["judged"]:
        machine, value = (words.short(brief(said.get(side), said.get("field")), 40) for side in ("machine", "value"))
        made.add_row(said["id"][:11], said["by"], said["made"][:10], said.get("field") or said["kind"], machine, value, said["why"])
    return made


def brief(value: Any, field: str | None = None) -> str:
    """A value of a correction in few words; of a thing whose `field` was corrected, that field."""
    if value is None:
        return "–"
    if isinstance(value, list):
        return ", ".join(brief(item) for item in value) or "–"
    if isinstance(value, dict):
        part = (field or "").split(".")[2:]
        if part:
            return brief(value.get(part[0]))
        if "low" in value:
            return value.get("text") or f"{value['low']}..{value['high']}"
        name = value.get("name") or value.get("text") or value.get("type") or value.get("start")
        return str(name) if name is not None else "–"
    return str(value)
