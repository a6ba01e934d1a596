"""Exports without the names of private persons.

Who holds an office (government, parliament, courts, forces, parties), and who has an entry in Wikidata, is a public person and keeps the
name; every other person loses it, with whatever else could lead to them: the words, their offsets, the article's title, author and
address, what people wrote about corrections. Country, sector and counts stay. What cannot be told from the record is taken to be
private. Of a group, the words are left out where they seem to hold a person's name ("relatives of …").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Line = dict[str, Any]
# Sectors whose people act in public office.
PUBLIC = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY", "PTY"})
# Sectors in which named sources are organisations as a rule.
ORGANISATIONS = PUBLIC | {"JRN", "SOC", "BUS"}
# What is left out of an article: all of it may lead to a person, and who wrote it is one.
HIDDEN: dict[str, Any] = {"title": None, "url": None, "author": None}
SOMEBODY = "a person"
SOME_GROUP = "a group"
# A word that begins with a capital and is not the first: likely part of a name.
NAME_INSIDE = re.compile(r"\S\s+\W*[^\W\d_a-z]\w")
# Two capital words after a word that ties them to a group.
NAME_OF = re.compile(r"\b(?:of|to|with|for|around|behind)\s+(?:\w+\s+)?[^\W\d_a-z]\w+\s+[^\W\d_a-z]\w+")
CAPITAL_FIRST = re.compile(r"\W*(?!(?:A|An|The|One|Two|Three|Some|Many|Several)\b)[^\W\d_a-z]\w")


def redacted_line(line: Mapping[str, Any]) -> Line:
    """An event's line without names of private persons."""
    changed: Line = dict(line)
    changed["article"] = line["article"] | HIDDEN
    for side in ("actors", "recipients"):
        changed[side] = [_party(party) for party in line[side]]
    changed["attributed_to"] = [_source(source) for source in line["attributed_to"]]
    changed["measures"] = [measure | {"text": None, "start": None, "end": None} for measure in line["measures"]]
    if line.get("judged"):
        changed["judged"] = [{name: said[name] for name in ("id", "kind", "made", "field") if name in said} for said in line["judged"]]
    return changed


def is_private(party: Mapping[str, Any]) -> bool:
    """Whether a party is, or may be, one or more private persons."""
    if party["kind"] not in ("person", "unknown", "group") or party["wikidata"]:
        return False
    sectors = {party["sector"], *party["other_sectors"]}
    return not sectors & PUBLIC


def _party(party: Line) -> Line:
    if not is_private(party):
        return party
    if party["kind"] != "group":
        return _nameless(party) | {"means": None}
    named = party["name"] or party["means"] or NAME_OF.search(party["text"] or "")
    words = {"text": SOME_GROUP, "start": None, "end": None, "by": "redacted"} if named else {}
    return party | words | {"name": None, "means": None}


def _source(source: Line) -> Line:
    """A source without its name, unless it speaks for an office or an organisation; a source without a name keeps its words."""
    if source["sector"] in ORGANISATIONS or not (source["name"] or has_name(source["text"])):
        return source
    return _nameless(source)


def _nameless(party: Line) -> Line:
    named = party["name"] or party.get("means") or has_name(party["text"])
    words = {"text": SOMEBODY, "start": None, "end": None} if named else {}
    told_by = {"by": "redacted"} if "by" in party else {}
    return party | words | {"name": None} | told_by


def has_name(text: str | None) -> bool:
    """Whether words hold a name, as far as capitals tell."""
    return bool(text and (NAME_INSIDE.search(text) or CAPITAL_FIRST.match(text)))
