"""The heads of the pages of a Parquet file: how much memory each asks for, before a library that believes it takes that much.

A page says itself to how many bytes it unpacks, up to 2 GB, whatever it holds; pyarrow takes them first and looks afterwards. Heads are
structs of Thrift's compact protocol (https://github.com/apache/parquet-format, parquet.thrift).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

# Bytes read for a head: nearly all are this short; statistics of long values make some longer, and pyarrow takes none beyond 16 MB.
WINDOWS = (256, 1 << 16, 1 << 24)
# Of a page's value, what decoders take beside the page (bytes).
EACH = 16
DEEPEST = 8
DATA, DICTIONARY, DATA_2 = 0, 2, 3
# Types of Thrift's compact protocol: integers, bytes, structs, and those that are passed over, with their lengths. Heads have no lists.
INTEGERS, BINARY, STRUCT = (4, 5, 6), 8, 12
LENGTHS = {1: 0, 2: 0, 3: 1, 7: 8, 13: 16}
# Where a head of each kind has its own struct, which begins with the number of values.
OWN = {DATA: 5, DICTIONARY: 7, DATA_2: 8}


class PagesError(Exception):
    """Pages that are not read; the message says why."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the head of a page says: its kind, its bytes in the file and unpacked, its values."""

    kind: int
    packed: int
    unpacked: int
    values: int


def check(file: BinaryIO, start: int, length: int, values: int, most: int) -> None:
    """Look at the pages of a column of a row group, which hold `values` values in `length` bytes of the file from `start` on.

    Raises PagesError if they are not there, or one of them asks for more than `most` bytes of memory.
    """
    seen = 0
    for page in pages(file, start, length):
        if page.unpacked > most or page.values > most // EACH:
            raise PagesError(f"a page asks for {max(page.unpacked, page.values * EACH):,} bytes of memory")
        if page.kind == DICTIONARY and page.values > page.unpacked:
            raise PagesError("a dictionary says that it has more values than bytes")
        seen += page.values if page.kind != DICTIONARY else 0
        if seen >= values:
            return
    if seen < values:
        raise PagesError("it has fewer values than it says")


def pages(file: BinaryIO, start: int, length: int) -> Iterator[Page]:
    """The pages in a stretch of a file, one after the other. Raises PagesError."""
    end = start + length
    if start < 0 or length < 0 or end > file.seek(0, 2):
        raise PagesError("its pages lie outside of it")
    at = start
    while at < end:
        fields, size = _head(file, at, end)
        kind, unpacked, packed = (fields.get(number) for number in (1, 2, 3))
        if not isinstance(kind, int) or not isinstance(unpacked, int) or not isinstance(packed, int) or unpacked < 0 or packed < 0:
            raise PagesError("the head of a page is damaged")
        at += size + packed
        if at > end:
            raise PagesError("a page is longer than its column")
        own = fields.get(OWN.get(kind, 0))
        values = own.get(1) if isinstance(own, dict) else 0
        if not isinstance(values, int) or values < 0:
            raise PagesError("the head of a page is damaged")
        yield Page(kind, packed, unpacked, values)


def _head(file: BinaryIO, at: int, end: int) -> tuple[dict[int, Any], int]:
    """The fields of the head at a place, by number, and how long it is."""
    for window in WINDOWS:
        file.seek(at)
        data = file.read(min(window, end - at))
        reader = _Reader(data)
        try:
            return reader.struct(), reader.at
        except IndexError:
            if len(data) < window:
                break
    raise PagesError("the head of a page is damaged, or longer than any")


class _Reader:
    """Reads a struct; integers and structs are kept, all else is passed over. Raises IndexError where the data ends, PagesError."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def struct(self, depth: int = 0) -> dict[int, Any]:
        """The fields of a struct by their numbers."""
        if depth > DEEPEST:
            raise PagesError("the head of a page is damaged")
        fields: dict[int, Any] = {}
        number = 0
        while head := self._byte():
            number = number + (head >> 4) if head >> 4 else self._integer()
            fields[number] = self._value(head & 15, depth)
        return fields

    def _value(self, kind: int, depth: int) -> Any:
        if kind in INTEGERS:
            return self._integer()
        if kind == STRUCT:
            return self.struct(depth + 1)
        length = self._varint() if kind == BINARY else LENGTHS.get(kind)
        if length is None:
            raise PagesError("the head of a page is damaged")
        self._skip(length)
        return None

    def _byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def _skip(self, count: int) -> None:
        self.at += count
        if self.at > len(self.data):
            raise IndexError

    def _varint(self) -> int:
        value = shift = 0
        while shift < 70:
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7
        raise PagesError("the head of a page is damaged")

    def _integer(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)
