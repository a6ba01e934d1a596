"""Bytes of a source, unpacked, line by line or whole, never more than a limit at a time."""

from __future__ import annotations

import gzip
import io
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from khronika.read.budget import Budget, Counted
from khronika.read.formats import Packing
from khronika.read.items import default_limits
from khronika.read.sources import Source

# What a damaged packed file raises while it is unpacked.
DAMAGED: tuple[type[Exception], ...] = (gzip.BadGzipFile, EOFError, zlib.error, zipfile.BadZipFile, tarfile.ReadError)
# A line this many times as long as the limit is taken as a packed file made to grow without end.
ENDLESS = 50
CHUNK = 1 << 20
# Packed bytes taken at once: Zstandard may make 32,000 times as many of them.
STEP = 1 << 10
BUFFER = 1 << 16
# A Zstandard frame that is passed over; in WARC files the first one holds the dictionary that the others were packed with.
DICTIONARY = b"\x5d\x2a\x4d\x18"
LARGEST_DICTIONARY = 16_000_000


class EndlessLineError(Exception):
    """A line that goes on and on."""


class TooLargeError(Exception):
    """A file that would have to be held in memory is larger than it may be."""


class Stream:
    """An open file; `position` is how many bytes of the source itself have been read (0 where that cannot be told)."""

    def __init__(self, source: Source, budget: Budget | None = None) -> None:
        raw: BinaryIO = sys.stdin.buffer if source.path is None else open(source.path, "rb")  # noqa: SIM115
        self._begin(
            raw, source.packing, budget or Budget(default_limits(), source.size), own=source.path is not None, sized=source.size > 0
        )

    @classmethod
    def within(cls, raw: BinaryIO | io.RawIOBase, packing: Packing | None, budget: Budget) -> Stream:
        """A file of an archive, whose bytes are counted."""
        stream = cls.__new__(cls)
        stream._begin(io.BufferedReader(Counted(raw, budget), BUFFER), packing, budget, own=True, sized=False)
        return stream

    def _begin(self, raw: BinaryIO | io.BufferedReader, packing: Packing | None, budget: Budget, *, own: bool, sized: bool) -> None:
        self._raw, self._own, self._sized, self._budget = raw, own, sized, budget
        self._at: int | None = None
        # Standard input may have been replaced by something that cannot be peeked into.
        self._unpacked = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, raw))
        self._plain = packing is None and sized
        if packing:
            self.unpack(packing)

    def unpack(self, packing: Packing) -> None:
        """Take what the stream gives as packed, from here on."""
        inner = gzip.GzipFile(fileobj=cast(BinaryIO, self._unpacked), mode="rb") if packing == "gz" else _Zstandard(self._unpacked)
        self._unpacked = io.BufferedReader(Counted(cast(io.RawIOBase, inner), self._budget), BUFFER)
        self._plain = False

    @property
    def position(self) -> int:
        """Bytes of the file read so far."""
        return (self._raw.tell() if self._at is None else self._at) if self._sized else 0

    def at(self, position: int) -> None:
        """Say how far reading has come, where the file is not read from front to back."""
        self._at = position

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

    def read(self, count: int = -1) -> bytes:
        """The next bytes, `count` at most; a negative count takes a piece, not all."""
        return self._unpacked.read(count if count >= 0 else CHUNK)

    def whole(self, limit: int) -> bytes | None:
        """All bytes, or None if there are more than `limit`."""
        parts: list[bytes] = []
        left = limit + 1
        while left > 0 and (part := self._unpacked.read(min(left, CHUNK))):
            parts.append(part)
            left -= len(part)
        return b"".join(parts) if left > 0 else None

    def seekable(self, limit: int) -> BinaryIO:
        """The file itself if it lies unpacked on disk, else its bytes in memory. Raises TooLargeError if they are more than `limit`."""
        if self._plain:
            return self._raw
        data = self.whole(limit)
        if data is None:
            raise TooLargeError
        return io.BytesIO(data)

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

    def __init__(self, raw: BinaryIO | io.BufferedReader) -> None:
        import zstandard

        self._raw, self._library = raw, zstandard
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._dictionary: zstandard.ZstdCompressionDict | None = None
        self._held = b""
        self._ready = memoryview(b"")
        self._started = False

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as there is something; 0 at the end of the last frame."""
        if not self._started:
            self._started = True
            self._begin()
        while not self._ready:
            data = self._held or self._raw.read(STEP)
            if not data:
                if self._frame is not None:
                    raise EOFError("it ends in the middle")
                return 0
            if self._frame is None:
                self._frame = self._library.ZstdDecompressor(dict_data=self._dictionary).decompressobj()
            self._ready = memoryview(self._frame.decompress(data))
            self._held = self._frame.unused_data if self._frame.eof else b""
            if self._frame.eof:
                self._frame = None
        count = min(len(buffer), len(self._ready))
        buffer[:count], self._ready = self._ready[:count], self._ready[count:]
        return count

    def _begin(self) -> None:
        """Take the dictionary, if the file begins with one."""
        self._held = self._raw.read(8)
        if not self._held.startswith(DICTIONARY) or len(self._held) < 8:
            return
        size = int.from_bytes(self._held[4:8], "little")
        if size > LARGEST_DICTIONARY:
            raise EOFError("its dictionary is too large")
        data, self._held = self._raw.read(size), b""
        if data[:4] == b"\x28\xb5\x2f\xfd":
            data = self._library.ZstdDecompressor().stream_reader(data).read(LARGEST_DICTIONARY)
        self._dictionary = self._library.ZstdCompressionDict(data)


def damaged(error: Exception) -> bool:
    """Whether an error means that a packed file is damaged."""
    return isinstance(error, DAMAGED) or type(error).__name__ == "ZstdError"
