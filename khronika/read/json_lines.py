"""JSON Lines: one article a line, in the record format, or as news-please, Fundus and others write it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from khronika.read.article import make, tabled
from khronika.read.decode import WIDE, decode
from khronika.read.entry import Entry
from khronika.read.fields import of_object
from khronika.read.items import Columns, Content, Options, failure
from khronika.read.plain import guessed


def read(entry: Entry) -> Iterator[Content]:
    """The articles of the lines."""
    options, name = entry.options, entry.name
    if entry.stream.peek().startswith(WIDE):
        yield failure("is in UTF-16, whose lines cannot be told apart", name, "save it as UTF-8")
        return
    told: set[str] = set()
    empty = True
    for number, line in enumerate(entry.stream.lines(options.largest), 1):
        where = f"{name}:{number}"
        if line is None:
            empty = False
            yield failure(f"the line is longer than {options.largest:,} bytes", where, "it is passed over; split it, or raise run.largest")
        elif line.strip():
            empty = False
            yield from value_of(line, where, options, told, "the line")
    if empty:
        yield failure("is empty", name, "give one article a line")


def value_of(data: bytes, where: str, options: Options, told: set[str], what: str) -> Iterator[Content]:
    """The article of an object in JSON; `told` are the encodings that have been said, `what` is it for a person."""
    decoded = decode(data)
    if decoded is None:
        yield failure(f"{what} is not text", where, "give JSON in UTF-8")
        return
    text, encoding = decoded
    if encoding and encoding not in told:
        told.add(encoding)
        yield guessed(encoding, where)
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        yield failure(f"{what} is no JSON ({error.msg} at character {error.pos + 1})", where, "mend it or take it out")
        return
    except (ValueError, RecursionError) as error:
        yield failure(f"{what} is no usable JSON ({error})", where, "mend it or take it out")
        return
    if not isinstance(value, dict):
        yield failure(f"{what} is no JSON object", where, 'write {"id": "…", "text": "…"}')
        return
    yield from article(value, where, options)


def article(value: Mapping[str, Any], where: str, options: Options) -> Iterator[Content]:
    """The article of an object: in the record format if it has a text in that, else under other names."""
    own = "event_type" in value or (options.columns == Columns() and "text" in value and not value.get("maintext"))
    foreign = None if own else of_object(value, options.columns)
    if foreign is None:
        yield from make(value, where, options)
    else:
        yield from tabled(foreign[0], where, options, foreign[1])
