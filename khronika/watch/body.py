"""How much of an answer is taken: never more than a limit, packed or unpacked, and only what is whole."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import AsyncIterable

from khronika.read.decode import decode

# What is asked for. Other ways of packing may make more of a few bytes than a limit can hold off in time.
PACKING = "gzip, deflate"
CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.I)
# Where HTML says its encoding, if it does.
HEAD = 4_096
GZIP = b"\x1f\x8b"
# gzip or zlib, as the first bytes say; and what some servers send as "deflate".
EITHER, BARE = 47, -15


class BodyError(ValueError):
    """A body that is not taken; the message says why. `again` says whether another try may bring it whole."""

    def __init__(self, what: str, *, again: bool = False) -> None:
        super().__init__(what)
        self.again = again


async def take(chunks: AsyncIterable[bytes], packing: str, largest: int) -> bytes:
    """The body of an answer, unpacked. Raises BodyError if it is longer than `largest` bytes or cannot be unpacked."""
    unpacker = _unpacker(packing.strip().lower(), largest)
    data = bytearray()
    received = 0
    async for chunk in chunks:
        received += len(chunk)
        data += unpacker.feed(chunk) if unpacker else chunk
        if max(received, len(data)) > largest:
            raise BodyError(f"is larger than {largest:,} bytes")
    if unpacker and received and not unpacker.whole:
        raise BodyError("breaks off: what came packed is not whole", again=True)
    return bytes(data)


def unpacked(data: bytes, largest: int) -> bytes:
    """The content of a `.gz` file, or the data itself if it is none. Raises BodyError as `take` does."""
    if not data.startswith(GZIP):
        return data
    unpacker = _Unpacker(largest)
    content = unpacker.feed(data)
    if len(content) > largest:
        raise BodyError(f"is larger than {largest:,} bytes when unpacked")
    if not unpacker.whole:
        raise BodyError("breaks off: the packed file is not whole", again=True)
    return content


def _unpacker(packing: str, largest: int) -> _Unpacker | None:
    if packing in ("", "identity"):
        return None
    if packing not in ("gzip", "x-gzip", "deflate"):
        raise BodyError(f"is packed as {packing[:40]!r}, which was not asked for")
    return _Unpacker(largest)


class _Unpacker:
    """Unpacks piece by piece and never makes more than one byte over the limit."""

    def __init__(self, largest: int) -> None:
        self._object = zlib.decompressobj(EITHER)
        self._left = largest + 1
        self._fresh = True

    @property
    def whole(self) -> bool:
        """Whether the end has come."""
        return self._object.eof

    def feed(self, data: bytes) -> bytes:
        """What a piece unpacks to. Raises BodyError if it is damaged."""
        if self._left <= 0 or self._object.eof:
            return b""
        try:
            made = self._object.decompress(data, self._left)
        except zlib.error as error:
            if not self._fresh:
                raise BodyError("cannot be unpacked: it is damaged", again=True) from error
            self._object = zlib.decompressobj(BARE)
            self._fresh = False
            return self.feed(data)
        self._fresh = False
        self._left -= len(made)
        return made


def text_of(data: bytes, charset: str | None) -> str | None:
    """The text of a page: as its server says, else as the page says, else as it looks; None if it is no text.

    Bytes that the encoding does not have become U+FFFD: a stray one must not lose the article.
    """
    found = CHARSET.search(data[:HEAD])
    for name in (charset, found and found[1].decode("ascii")):
        if name and (codec := _codec(name)) and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode(codec, errors="replace")
    decoded = decode(data)
    return decoded and decoded[0]


def _codec(name: str) -> str | None:
    """Python's name of an encoding of text; None if there is no such. Pages say Latin-1 and mean Windows-1252, as browsers know."""
    try:
        b"".decode(name)  # refuses what is no encoding of text, such as rot13
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    if found in ("utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"):
        return None
    return "cp1252" if found in ("iso8859-1", "ascii") else found
