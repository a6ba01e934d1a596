"""The gazetteer: one memory-mapped file of places and their names, from which only the pages that are asked for are read.

File layout (little endian): a header (`HEADER`), the JSON of the country codes, sorted 64-bit hashes of the names' keys, for each
name where its postings begin, the postings (index of a place, highest bit set where the name is not one of its main names), the places
(`RECORD`), the first names in UTF-8. A CRC-32 over all that follows the header tells a damaged file.
"""

from __future__ import annotations

import functools
import json
import mmap
import struct
import sys
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple, cast

from khronika.model.place import PlacePrecision
from khronika.places.names import key

MAGIC = b"KHGAZ001"
HEADER = struct.Struct("<8sIIIIIII")
RECORD = struct.Struct("<IiiIHIIBBIH")
KINDS: tuple[PlacePrecision, ...] = ("country", "admin1", "admin2", "city", "region", "site")
NOWHERE, NONE, ALTERNATE, CAPITAL = -(2**31), 2**32 - 1, 1 << 31, 1
STEP = 1 << 20
# Before a code in the table of names: no key holds it.
CODE = "="


class Place(NamedTuple):
    """A place of the gazetteer, the `at`-th of it. `admin1` and `admin2` are such numbers.

    `country` is ISO 3166 alpha-3, `population` 0 if unknown; a region has no country unless it lies in one.
    """

    at: int
    geonameid: int | None
    name: str
    lat: float | None
    lon: float | None
    country: str | None
    kind: PlacePrecision
    admin1: int | None
    admin2: int | None
    population: int
    capital: bool


class Match(NamedTuple):
    """A place that bears a name; `main` if it is one of the place's main names."""

    place: Place
    main: bool


class DamagedFileError(Exception):
    """The file is no gazetteer, or not all of it."""


def digest(name: str) -> int:
    """64-bit hash of a key."""
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


class Gazetteer:
    """Lookups in a gazetteer file. Raises DamagedFileError if it is not whole, OSError if it cannot be read."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as handle:
            sizes = _checked(handle)
            self._map = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
        countries, names, postings, places, self._names_size = sizes
        view = memoryview(self._map)
        at = HEADER.size
        self._countries: list[str] = json.loads(bytes(view[at : at + countries]))
        at += countries
        self._hashes = _numbers(view[at : at + 8 * names], "Q")
        at += 8 * names
        self._starts = _numbers(view[at : at + 4 * (names + 1)], "I")
        at += 4 * (names + 1)
        self._postings = _numbers(view[at : at + 4 * postings], "I")
        self._places_at = at + 4 * postings
        self._text_at = self._places_at + RECORD.size * places
        self._text = view
        self.size = places
        self.names = names
        # Articles ask for the same few thousand names and places again and again.
        self.matches = functools.lru_cache(maxsize=20_000)(self._matches)
        self.place = functools.lru_cache(maxsize=50_000)(self._place)

    def _place(self, index: int) -> Place:
        """The place of an index."""
        ident, lat, lon, population, country, admin1, admin2, kind, flags, start, length = RECORD.unpack_from(
            self._map, self._places_at + RECORD.size * index
        )
        at = self._text_at + start
        return Place(
            index, ident or None, str(self._text[at : at + length], "utf-8"), None if lat == NOWHERE else lat / 1e5,
            None if lat == NOWHERE else lon / 1e5, self._countries[country] or None, KINDS[kind], None if admin1 == NONE else admin1,
            None if admin2 == NONE else admin2, population, bool(flags & CAPITAL),
        )  # fmt: skip

    def _matches(self, name: str) -> tuple[Match, ...]:
        """The places that bear a name in any spelling, the most prominent first."""
        wanted = key(name)
        return tuple(Match(self.place(p & ~ALTERNATE), not p & ALTERNATE) for p in self._found(wanted)) if wanted else ()

    def coded(self, code: str) -> Place | None:
        """The place of an ISO 3166 alpha-3 code ("BLR"), a country and GeoNames code ("US.PA") or a GeoNames id ("625144")."""
        return next((self.place(p) for p in self._found(CODE + code)), None)

    def _found(self, hashed_text: str) -> Sequence[int]:
        hashed = digest(hashed_text)
        at = bisect_left(self._hashes, hashed)
        if at == len(self._hashes) or self._hashes[at] != hashed:
            return ()
        return self._postings[self._starts[at] : self._starts[at + 1]]


def _numbers(view: memoryview, code: Literal["Q", "I"]) -> Sequence[int]:
    """A view of unsigned numbers; on a big-endian machine a swapped copy."""
    numbers = view.cast(code)
    if sys.byteorder == "little":
        return cast("Sequence[int]", numbers)
    size = numbers.itemsize
    return [int.from_bytes(view[i : i + size], "little") for i in range(0, len(view), size)]


def _checked(handle: BinaryIO) -> tuple[int, int, int, int, int]:
    """The sizes in the header, if the file is whole. Read by ordinary reads, so that checking does not map all pages."""
    head = handle.read(HEADER.size)
    if len(head) < HEADER.size:
        raise DamagedFileError("too short")
    magic, crc, length, *sizes = HEADER.unpack(head)
    if magic != MAGIC:
        raise DamagedFileError("another kind of file")
    found = size = 0
    while block := handle.read(STEP):
        found = zlib.crc32(block, found)
        size += len(block)
    if (found, size) != (crc, length):
        raise DamagedFileError("contents differ from what was written")
    countries, names, postings, places, text = sizes
    return countries, names, postings, places, text


class Row(NamedTuple):
    """A place to be written. Of its names the first `main` are main names. `admin1` and `admin2` are positions among the rows."""

    geonameid: int
    names: tuple[str, ...]
    lat: float | None
    lon: float | None
    country: str
    kind: PlacePrecision
    admin1: int | None = None
    admin2: int | None = None
    population: int = 0
    capital: bool = False
    code: str = ""
    main: int = 1


def write(rows: Sequence[Row], handle: BinaryIO) -> None:
    """Write a gazetteer file."""
    codes = sorted({row.country for row in rows})
    number = {code: i for i, code in enumerate(codes)}
    # Header sections are aligned to 8 bytes, which the views of 64-bit numbers need.
    countries = json.dumps(codes).encode()
    countries += b" " * (-(HEADER.size + len(countries)) % 8)
    hashes, starts, postings = _index(rows)
    places, text = _records(rows, number)
    parts = [countries, _packed(hashes, 8), _packed(starts, 4), _packed(postings, 4), places, text]
    crc = length = 0
    for part in parts:
        crc = zlib.crc32(part, crc)
        length += len(part)
    handle.write(HEADER.pack(MAGIC, crc, length, len(countries), len(hashes), len(postings), len(rows), len(text)))
    for part in parts:
        handle.write(part)


def _packed(numbers: Sequence[int], size: int) -> bytes:
    return struct.pack(f"<{len(numbers)}{'Q' if size == 8 else 'I'}", *numbers)


def _index(rows: Sequence[Row]) -> tuple[list[int], list[int], list[int]]:
    """Sorted hashes, starts of postings, postings by falling prominence."""
    table: dict[int, dict[int, bool]] = {}
    for i, row in enumerate(rows):
        for rank, name in enumerate(row.names):
            hashed = digest(key(name))
            table.setdefault(hashed, {}).setdefault(i, rank >= row.main)
        for code in (row.code, str(row.geonameid or "")):
            if code:
                table.setdefault(digest(CODE + code), {})[i] = False
    table.pop(digest(""), None)
    hashes = sorted(table)
    starts, postings = [0], []
    for hashed in hashes:
        bearers = sorted(table[hashed], key=lambda i: (-rows[i].population, rows[i].geonameid))
        postings += [i | (ALTERNATE if table[hashed][i] else 0) for i in bearers]
        starts.append(len(postings))
    return hashes, starts, postings


def _records(rows: Iterable[Row], number: dict[str, int]) -> tuple[bytes, bytes]:
    places, text = bytearray(), bytearray()
    for row in rows:
        name = row.names[0].encode("utf-8")
        lat, lon = (NOWHERE, 0) if row.lat is None or row.lon is None else (round(row.lat * 1e5), round(row.lon * 1e5))
        places += RECORD.pack(
            row.geonameid, lat, lon, min(row.population, NONE), number[row.country], NONE if row.admin1 is None else row.admin1,
            NONE if row.admin2 is None else row.admin2, KINDS.index(row.kind), CAPITAL if row.capital else 0, len(text), len(name),
        )  # fmt: skip
        text += name
    return bytes(places), bytes(text)
