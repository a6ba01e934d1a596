"""Text files: one report each, with or without a head."""

from __future__ import annotations

from collections.abc import Iterator

from khronika.read import header
from khronika.read.article import make
from khronika.read.decode import decode
from khronika.read.entry import Entry
from khronika.read.items import Content, Notice, failure


def read(entry: Entry) -> Iterator[Content]:
    """The one article of a text file."""
    options, name = entry.options, entry.name
    data = entry.stream.whole(options.largest)
    if data is None:
        yield failure(f"holds more than {options.largest:,} bytes", name, "split it, or raise run.largest")
        return
    if not data.strip():
        yield failure("is empty" if not data else "holds nothing but white space", name, "give the text of a report")
        return
    decoded = decode(data)
    if decoded is None:
        yield failure("is not text", name, "give plain text in UTF-8")
        return
    text, encoding = decoded
    if encoding:
        yield guessed(encoding, name)
    # Lines end as Python's open() would give them.
    fields, body = header.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    yield from make({**fields, "text": body}, name, options, "metadata")


def guessed(encoding: str, where: str) -> Notice:
    """The notice that an encoding was guessed."""
    return Notice(f"is not UTF-8; decoded as {encoding}", where, "save it as UTF-8 if letters look wrong")
