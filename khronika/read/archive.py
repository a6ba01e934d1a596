"""ZIP and TAR: the files in them, read as files in a folder are. Nothing is ever written to disk, and no link is followed."""

from __future__ import annotations

import posixpath
import stat
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from khronika.model import Failure
from khronika.read.entry import Entry
from khronika.read.formats import Kind, Packing, by_name, own
from khronika.read.items import Content, Notice, failure
from khronika.read.sources import passed_over
from khronika.read.stream import Stream, damaged

# Bytes of a ZIP's table of contents for each file that it may hold; Python holds all of it in memory.
ENTRY = 1_000
END, END_WITHIN = b"PK\x05\x06", 65_557
END64, LOCATOR = b"PK\x06\x06", b"PK\x06\x07"
# Heads of a TAR that hold names and attributes of the next file; tarfile holds them in memory.
EXTENDED = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)
LONGEST_NAME = 1_000_000
# What zipfile and tarfile raise for files that are none, or damaged.
BROKEN = (zipfile.BadZipFile, tarfile.TarError, NotImplementedError, RuntimeError, OSError, ValueError, UnicodeError, EOFError, zlib.error)


def read_zip(entry: Entry) -> Iterator[Content]:
    """The articles of the files of a ZIP archive."""
    found = opened(entry)
    if not isinstance(found, zipfile.ZipFile):
        yield found
        return
    files = Files(entry)
    with found as archive:
        for info in archive.infolist():
            entry.budget.member()
            # Not is_dir(), which fails on a file without a name.
            folder = info.filename.endswith("/")
            kind = files.kind(info.filename, regular=not folder and _regular(info), folder=folder)
            if kind is None:
                continue
            where = files.where(info.filename)
            entry.stream.at(info.header_offset)
            if info.flag_bits & 0x1:
                yield failure("is encrypted", where, "unpack the archive and give the files")
                continue
            try:
                raw = archive.open(info)
            except BROKEN as error:
                yield failure(f"cannot be unpacked ({_brief(error)})", where, "it is passed over")
                continue
            with raw:
                yield from _member(entry, cast(BinaryIO, raw), where, *kind)
    yield from files.end()


def read_tar(entry: Entry) -> Iterator[Content]:
    """The articles of the files of a TAR archive, read from front to back."""
    files = Files(entry)
    try:
        with tarfile.open(
            fileobj=cast(Any, entry.stream), mode="r|", tarinfo=_TarInfo, errorlevel=0, encoding="utf-8", errors="surrogateescape"
        ) as archive:
            while info := archive.next():
                entry.budget.member()
                # The list of files is for going back, which a stream cannot do; it would fill the memory.
                archive.members.clear()  # type: ignore[attr-defined]
                kind = files.kind(info.name, regular=info.isreg() and not info.issparse(), folder=info.isdir())
                raw = archive.extractfile(info) if kind else None
                if kind and raw:
                    yield from _member(entry, cast(BinaryIO, raw), files.where(info.name), *kind)
    except BROKEN as error:
        yield failure(f"is damaged from here on ({_brief(error)})", entry.name, "what came before is coded; fetch it again")
        return
    yield from files.end()


class _TarInfo(tarfile.TarInfo):
    """Heads of files in a TAR archive, whose faults are told: tarfile takes some for the end of the archive."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _TarInfo:
        """The head in a block. Raises ReadError for a damaged one, and for names that are longer than any."""
        try:
            info = super().frombuf(buf, encoding, errors)
        except (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError) as error:  # type: ignore[attr-defined]
            raise tarfile.ReadError(str(error)) from None
        if info.type in EXTENDED and info.size > LONGEST_NAME:
            raise tarfile.ReadError("a name that does not end")
        return info


class Files:
    """Sorts the files of an archive as those of a folder are: what is read, what is passed over and told in the end."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._others: Counter[str] = Counter()
        self._links = self._read = 0

    def kind(self, name: str, *, regular: bool, folder: bool) -> tuple[Kind, Packing | None] | None:
        """The format of a file, None if it is passed over."""
        base = posixpath.basename(name.replace("\\", "/").rstrip("/"))
        if folder or base.startswith(".") or own(base) or name.startswith("__MACOSX/"):
            return None
        if not regular:
            self._links += 1
            return None
        kind, packing = by_name(base)
        if kind is None:
            # Of names made up in their millions, only so many are kept.
            suffix = posixpath.splitext(base)[1][:20] or base[:20] or "without a name"
            self._others[suffix if len(self._others) < 100 else "others"] += 1
            return None
        self._read += 1
        return kind, packing

    def where(self, name: str) -> str:
        """A file of the archive for a message. The name is a name only: no path is made of it."""
        return f"{self._entry.name}/{name[:300]}"

    def end(self) -> Iterator[Content]:
        """What is to be said of the whole archive."""
        name = self._entry.name
        if self._others:
            yield passed_over(self._others, name)
        if self._links:
            yield Notice(f"{self._links:,} links or devices are passed over", name, "only files are read")
        if not self._read:
            yield failure("there is nothing to read in this archive", name, "give an archive of articles")


def opened(entry: Entry) -> zipfile.ZipFile | Failure:
    """The archive, or why it cannot be opened. Raises TooLargeError."""
    limits = entry.options.limits
    file = entry.stream.seekable(limits.held)
    size = directory_size(file)
    if size is None:
        return failure("is no ZIP archive, or is cut off", entry.name, "fetch it again")
    if size > ENTRY * limits.members:
        return failure(f"has a table of contents of {size:,} bytes", entry.name, "raise read.members, or unpack it")
    try:
        return zipfile.ZipFile(file)
    except BROKEN as error:
        return failure(f"is no ZIP archive, or is damaged ({_brief(error)})", entry.name, "fetch it again")


def directory_size(file: BinaryIO) -> int | None:
    """Bytes of a ZIP's table of contents, as its end says; None without an end."""
    length = file.seek(0, 2)
    begin = max(length - END_WITHIN, 0)
    file.seek(begin)
    tail = file.read(END_WITHIN)
    at = tail.rfind(END)
    if at < 0 or len(tail) < at + 20:
        return None
    size = int.from_bytes(tail[at + 12 : at + 16], "little")
    locator = tail[at - 20 : at] if at >= 20 else b""
    if locator[:4] == LOCATOR:
        offset = int.from_bytes(locator[8:16], "little")
        if offset < length:
            file.seek(offset)
            end = file.read(56)
            size = max(size if size != 0xFFFFFFFF else 0, int.from_bytes(end[40:48], "little") if end[:4] == END64 else 0)
    return size


def unpacked(archive: zipfile.ZipFile, name: str, limit: int, entry: Entry) -> bytes | None:
    """A file of an archive in memory; None if it is missing, damaged, encrypted or longer than `limit`."""
    try:
        with archive.open(name) as raw:
            return Stream.within(cast(BinaryIO, raw), None, entry.budget).whole(limit)
    except (KeyError, *BROKEN):
        return None


def _member(entry: Entry, raw: BinaryIO, where: str, kind: Kind, packing: Packing | None) -> Iterator[Content]:
    try:
        with Stream.within(raw, packing, entry.budget) as stream:
            yield from entry.member(stream, where, kind, packed=packing is not None)
    except BROKEN as error:
        yield failure(f"cannot be unpacked ({_brief(error)})", where, "it is passed over")
    except Exception as error:
        if not damaged(error):
            raise
        yield failure(f"is damaged ({_brief(error)})", where, "it is passed over")


def _regular(info: zipfile.ZipInfo) -> bool:
    """Whether a file of a ZIP is none of the links and devices that Unix programs put into them."""
    mode = info.external_attr >> 16
    return not mode or stat.S_IFMT(mode) in (0, stat.S_IFREG)


def _brief(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
