"""Bytes of a source, unpacked, line by line or whole, never more than a limit at a time."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from khronika.read.sources import Source

# What a damaged packed file raises while it is unpacked.
DAMAGED: tuple[type[Exception], ...] = (gzip.BadGzipFile, EOFError, zlib.error)
# A line this many times as long as the limit is taken as a packed file made to grow without end.
ENDLESS = 50
CHUNK = 1 << 20
# Packed bytes taken at once: Zstandard may make 32,000 times as many of them.
STEP = 1 << 10


class EndlessLineError(Exception):
    """A line that goes on and on."""


class Stream:
    """An open source; `position` is how many bytes of the file itself have been read (0 where that cannot be told)."""

    def __init__(self, source: Source) -> None:
        self._raw: BinaryIO = sys.stdin.buffer if source.path is None else open(source.path, "rb")  # noqa: SIM115
        self._own = source.path is not None
        self._sized = source.size > 0
        self._unpacked = _unpacked(self._raw, source)

    @property
    def position(self) -> int:
        """Bytes of the file read so far."""
        return self._raw.tell() if self._sized else 0

    def lines(self, limit: int) -> Iterator[bytes | None]:
        """The lines without their ends; None stands for a line longer than `limit` bytes, which is read over."""
        while line := self._unpacked.readline(limit + 1):
            if len(line) <= limit or line.endswith(b"\n"):
                yield line.rstrip(b"\r\n")
            else:
                self._skip(limit)
                yield None

    def _skip(self, limit: int) -> None:
        skipped = 0
        while (part := self._unpacked.readline(CHUNK)) and not part.endswith(b"\n"):
            skipped += len(part)
            if skipped > ENDLESS * limit:
                raise EndlessLineError

    def peek(self) -> bytes:
        """The first bytes, not yet taken."""
        return self._unpacked.peek(1)

    def whole(self, limit: int) -> bytes | None:
        """All bytes, or None if there are more than `limit`."""
        parts: list[bytes] = []
        left = limit + 1
        while left > 0 and (part := self._unpacked.read(min(left, CHUNK))):
            parts.append(part)
            left -= len(part)
        return b"".join(parts) if left > 0 else None

    def close(self) -> None:
        """Close the file; standard input stays open."""
        if self._own:
            self._raw.close()
        elif self._unpacked is not self._raw:
            self._unpacked.detach()

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Zstandard(io.RawIOBase):
    """Unpacks Zstandard frames, one after the other; unlike the library's own reader it notices when the last one breaks off."""

    def __init__(self, raw: BinaryIO) -> None:
        import zstandard

        self._raw, self._library = raw, zstandard
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._held = b""
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as there is something; 0 at the end of the last frame."""
        while not self._ready:
            data = self._held or self._raw.read(STEP)
            if not data:
                if self._frame is not None:
                    raise EOFError("it ends in the middle")
                return 0
            if self._frame is None:
                self._frame = self._library.ZstdDecompressor().decompressobj()
            self._ready = memoryview(self._frame.decompress(data))
            self._held = self._frame.unused_data if self._frame.eof else b""
            if self._frame.eof:
                self._frame = None
        count = min(len(buffer), len(self._ready))
        buffer[:count], self._ready = self._ready[:count], self._ready[count:]
        return count


def _unpacked(raw: BinaryIO, source: Source) -> io.BufferedReader:
    if source.packing == "gz":
        return io.BufferedReader(gzip.GzipFile(fileobj=raw, mode="rb"))
    if source.packing == "zst":
        return io.BufferedReader(_Zstandard(raw))
    # Standard input may have been replaced by something that cannot be peeked into.
    return raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, raw))


def damaged(error: Exception) -> bool:
    """Whether an error means that a packed file is damaged."""
    return isinstance(error, DAMAGED) or type(error).__name__ == "ZstdError"
