"""How much an archive may unpack to: one budget for a file and everything that lies in it, however deep."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from khronika.settings import ReadSettings


class TooMuchError(Exception):
    """An archive or packed file holds more than it may; the message says what and which setting raises the limit."""


class Budget:
    """What one source may still unpack: bytes and files. Raises TooMuchError when it is spent."""

    def __init__(self, limits: ReadSettings, size: int) -> None:
        """`size` is the source's own size in bytes, 0 if it is a stream."""
        self._allowed = min(max(limits.free, limits.ratio * size) if size else limits.unpacked, limits.unpacked)
        self._members, self._limit = 0, limits.members
        self._unpacked = 0

    def take(self, count: int) -> None:
        """Count bytes that were unpacked."""
        self._unpacked += count
        if self._unpacked > self._allowed:
            what = f"unpacks to more than {self._allowed:,} bytes, as archives do that are made to fill machines"
            raise TooMuchError(what, "what came before is read; if you trust it, raise read.ratio or read.free")

    def member(self) -> None:
        """Count a file of an archive."""
        self._members += 1
        if self._members > self._limit:
            raise TooMuchError(f"holds more than {self._limit:,} files", "what came before is read; raise read.members, or unpack it")


class Counted(io.RawIOBase):
    """A stream of unpacked bytes that are counted; reads are filled up, so that a look ahead sees as much as there is."""

    def __init__(self, raw: BinaryIO | io.RawIOBase, budget: Budget) -> None:
        self._raw, self._budget = raw, budget

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer, or give what is left."""
        filled = 0
        while filled < len(buffer) and (part := self._raw.read(len(buffer) - filled)):
            buffer[filled : filled + len(part)] = part
            filled += len(part)
        self._budget.take(filled)
        return filled
