"""Parquet files made byte by byte, so that they can say of themselves what is not so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import zstandard

MAGIC = b"PAR1"
PLAIN, RLE, RLE_DICTIONARY = 0, 3, 8
DATA, DICTIONARY = 0, 2


class Long(int):
    """An integer of 64 bits; others have 32."""


def varint(value: int) -> bytes:
    parts = bytearray()
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes(parts) + bytes([value])


def integer(value: int) -> bytes:
    return varint((value << 1) ^ (value >> 63))


def kind_of(value: Any) -> int:
    return 6 if isinstance(value, Long) else {int: 5, bytes: 8, list: 9, dict: 12}[type(value)]


def thrift(value: Any) -> bytes:
    """A value in Thrift's compact protocol; structs are dictionaries of numbers, in order."""
    if isinstance(value, int):
        return integer(value)
    if isinstance(value, bytes):
        return varint(len(value)) + value
    if isinstance(value, list):
        return bytes([len(value) << 4 | kind_of(value[0])]) + b"".join(map(thrift, value))
    parts, last = [], 0
    for number, field in value.items():
        parts.append(bytes([(number - last) << 4 | kind_of(field)]) + thrift(field))
        last = number
    return b"".join(parts) + b"\0"


def page(kind: int, body: bytes, values: int, *, unpacked: int | None = None, packed: int | None = None, encoding: int = PLAIN) -> bytes:
    """A page with its head, packed by Zstandard; it may say that it is as long as it likes."""
    data = zstandard.ZstdCompressor().compress(body)
    own = {1: values, 2: encoding} if kind == DICTIONARY else {1: values, 2: encoding, 3: RLE, 4: RLE}
    said = {1: kind, 2: len(body) if unpacked is None else unpacked, 3: len(data) if packed is None else packed}
    return thrift({**said, (7 if kind == DICTIONARY else 5): own}) + data


def strings(texts: Sequence[str]) -> bytes:
    """Values of a column of texts, as they lie in a page."""
    return b"".join(len(text.encode()).to_bytes(4, "little") + text.encode() for text in texts)


def table(
    pages: Sequence[bytes], rows: int, *, offset: int = 4, length: int | None = None, dictionary: bool = False, unpacked: int = 100
) -> bytes:
    """A table of one column `text` in one row group."""
    data = b"".join(pages)
    first = {11: Long(offset)} if dictionary else {}
    column = {
        1: 6, 2: [PLAIN, RLE, RLE_DICTIONARY], 3: [b"text"], 4: 6, 5: Long(rows), 6: Long(unpacked),
        7: Long(len(data) if length is None else length), 9: Long(offset + (len(pages[0]) if dictionary else 0)), **first,
    }  # fmt: skip
    schema = [{4: b"schema", 5: 1}, {1: 6, 3: 0, 4: b"text", 6: 0}]
    group = {1: [{2: Long(offset), 3: column}], 2: Long(unpacked), 3: Long(rows)}
    footer = thrift({1: 1, 2: schema, 3: Long(rows), 4: [group]})
    return MAGIC + data + footer + len(footer).to_bytes(4, "little") + MAGIC
