"""How much of an answer is taken: never more than a limit, packed or unpacked, and only what is whole."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable

# What is asked for. Other ways of packing may make more of a few bytes than a limit can hold off in time.
PACKING = "gzip, deflate"
GZIP = b"\x1f\x8b"
# gzip or zlib, as the first bytes say; and what some servers send as "deflate".
EITHER, BARE = 47, -15
# Bytes before the first that unpacks to something; a name in the head of a gzip file may take some.
LONGEST_HEAD = 70_000


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
        # What came before anything was unpacked: it may have to be read the other way. None once something was.
        self._head: bytes | None = b""

    @property
    def whole(self) -> bool:
        """Whether the end has come."""
        return self._object.eof

    def feed(self, data: bytes) -> bytes:
        """What a piece unpacks to. Raises BodyError if it is damaged."""
        if self._left <= 0 or self._object.eof:
            return b""
        if self._head is not None:
            self._head += data
        try:
            made = self._object.decompress(data, self._left)
        except zlib.error as error:
            if not self._head:
                raise BodyError("cannot be unpacked: it is damaged", again=True) from error
            head, self._head = self._head, None
            self._object = zlib.decompressobj(BARE)
            return self.feed(head)
        if made or len(self._head or b"") > LONGEST_HEAD:
            self._head = None
        self._left -= len(made)
        return made
