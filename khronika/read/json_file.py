"""JSON files: an article, a list of articles, or values one after the other; cut up byte by byte, so that a list may be of any length."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from khronika.read.decode import WIDE, decode
from khronika.read.entry import Entry
from khronika.read.items import Content, failure
from khronika.read.json_lines import article, value_of
from khronika.read.stream import CHUNK, TooLargeError

# What changes where we are: brackets, commas and quotation marks outside of strings; in strings their end and what is escaped.
OUTSIDE, INSIDE = re.compile(rb'["{}\[\],]'), re.compile(rb'["\\]')
BLANK = b" \t\r\n"
MARK = b"\xef\xbb\xbf"
# Fields under which services give lists of articles.
LISTS = ("articles", "items", "results", "data", "docs", "documents", "stories", "news", "posts", "entries", "response", "hits")


def read(entry: Entry) -> Iterator[Content]:
    """The articles of a JSON file."""
    splitter = Splitter(entry.options.largest)
    told: set[str] = set()
    number = 0
    for value in _values(entry, splitter):
        number += 1
        # A file of one article is named alone.
        where = f"{entry.name}#{number}" if splitter.listed or number > 1 else entry.name
        if value is None:
            yield failure(f"holds more than {entry.options.largest:,} bytes in one value", where, "it is passed over; raise run.largest")
        elif members := _members(value):
            yield from _each(members, where, entry)
        else:
            yield from value_of(value, where, entry.options, told, "the value")
    if not number:
        yield failure("is empty", entry.name, "give an article, or a list of articles")


def _values(entry: Entry, splitter: Splitter) -> Iterator[bytes | None]:
    if entry.stream.peek().startswith(WIDE):
        data = entry.stream.whole(entry.options.largest)
        if data is None:
            raise TooLargeError
        decoded = decode(data)
        pieces: Iterator[bytes] = iter((decoded[0].encode("utf-8", "replace") if decoded else b"",))
    else:
        pieces = iter(lambda: entry.stream.read(CHUNK), b"")
    for number, piece in enumerate(pieces):
        yield from splitter.feed(piece.removeprefix(MARK) if not number else piece)
    yield from splitter.end()


def _members(data: bytes) -> list[Any]:
    """The articles of an object that is none itself but holds a list of them."""
    if not any(b'"%s"' % name.encode() in data for name in LISTS):
        return []
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return []  # told where it is read
    for _ in range(3):
        if isinstance(value, list):
            break
        if not isinstance(value, dict) or "text" in value or "body" in value or "maintext" in value:
            return []
        value = next((value[name] for name in LISTS if isinstance(value.get(name), list | dict)), None)
    return value if isinstance(value, list) and all(isinstance(member, dict) for member in value) else []


def _each(members: list[Any], where: str, entry: Entry) -> Iterator[Content]:
    for number, member in enumerate(members, 1):
        yield from article(member, f"{where}#{number}", entry.options)


class Splitter:
    """Cuts a file into its values: the elements of the list that it is, or the values that follow one another."""

    def __init__(self, limit: int) -> None:
        """`limit` is the bytes of the longest value that is held."""
        self.listed = False
        self._limit = limit
        # How deep we are in brackets, and how deep the values lie: 1 within a list.
        self._depth = self._base = 0
        self._string = self._escaped = self._started = self._over = False
        self._parts = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes | None]:
        """The values that end in this piece; None for one longer than the limit."""
        start = position = 0
        while position < len(data):
            if self._escaped:
                self._escaped, position = False, position + 1
                continue
            match = (INSIDE if self._string else OUTSIDE).search(data, position)
            if match is None:
                break
            position, byte = match.end(), match.group()
            if self._string or byte == b'"':
                self._string, self._escaped = byte != b'"' if self._string else True, byte == b"\\"
                continue
            end = self._bracket(byte, match.start(), position)
            if end is not None:
                yield from self._cut(data[start:end])
                start = position
        self._keep(data[start:])

    def end(self) -> Iterator[bytes | None]:
        """What is left, a value that breaks off."""
        yield from self._cut(b"")

    def _bracket(self, byte: bytes, at: int, after: int) -> int | None:
        """Follow a bracket or comma; where the value ends, if it ends here."""
        if byte == b",":
            return at if self._depth == self._base else None
        if byte in b"[{":
            self._depth += 1
            if not self._started and byte == b"[":
                self.listed, self._base = True, 1
            begins, self._started = not self._started and self.listed, True
            return at if begins else None
        self._depth = max(self._depth - 1, 0)
        if self._depth < self._base:
            self._base = 0
            return at
        return after if self._depth == self._base else None

    def _keep(self, data: bytes) -> None:
        if self._over or len(self._parts) + len(data) > self._limit:
            self._over = True
            self._parts.clear()
        else:
            self._parts += data

    def _cut(self, data: bytes) -> Iterator[bytes | None]:
        self._keep(data)
        value, over, self._over = bytes(self._parts).strip(BLANK), self._over, False
        self._parts.clear()
        if over:
            yield None
        elif value:
            yield value
