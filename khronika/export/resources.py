"""Files of an export: written beside their place and moved there whole, with their hash and size."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from khronika.errors import OutputError
from khronika.store.read import Found

# Name and type of a field, after the Table Schema of Data Package.
Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of an export: its path in the folder, what it is, and what stands in it."""

    path: str
    format: str
    mediatype: str
    rows: int
    bytes: int
    hash: str
    fields: Fields = ()
    dialect: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""


@dataclass(slots=True)
class Writer:
    """Writes one file of an export; as a context, it puts the file into its place if nothing has failed."""

    folder: Path
    path: str
    _digest: Any = field(default_factory=hashlib.sha256)
    _size: int = 0
    _file: Any = None

    def __enter__(self) -> Writer:
        target = self.folder / self.path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._part.open("wb")
        except OSError as error:
            raise cannot_write(target, error) from None
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            self._file.close()
            if kind is None:
                os.replace(self._part, self.folder / self.path)
        except OSError as error:
            raise cannot_write(self.folder / self.path, error) from None
        finally:
            self._part.unlink(missing_ok=True)

    @property
    def _part(self) -> Path:
        target = self.folder / self.path
        return target.with_name(target.name + ".new")

    def write(self, data: bytes) -> None:
        """Append to the file."""
        try:
            self._file.write(data)
        except OSError as error:
            raise cannot_write(self.folder / self.path, error) from None
        self._digest.update(data)
        self._size += len(data)

    def resource(self, form: str, mediatype: str, rows: int, **more: Any) -> Resource:
        """What was written."""
        return Resource(self.path, form, mediatype, rows, self._size, f"sha256:{self._digest.hexdigest()}", **more)


def write_rows(folder: Path, path: str, rows: Iterable[bytes], form: str, mediatype: str, *, head: bytes = b"", **more: Any) -> Resource:
    """Write a file of rows, one after the other, after a head."""
    count = 0
    with Writer(folder, path) as writer:
        writer.write(head)
        for row in rows:
            writer.write(row)
            count += 1
        return writer.resource(form, mediatype, count, **more)


def cannot_write(path: Path, error: OSError) -> OutputError:
    """What an error of the file system means for a person."""
    advice = "make room" if error.errno in (28, 122) else "check the path and its permissions"
    return OutputError(f"cannot be written ({error.strerror or error})", where=str(path), advice=advice)


def happened(found: Iterable[Found], statuses: Iterable[str]) -> Iterator[Found]:
    """Events of PLOVER's types that have one of the statuses; for schemes that do not tell what happened from what was planned."""
    wanted = frozenset(statuses)
    return (one for one in found if one.line["status"] in wanted and not one.line["event_type"].startswith("x-"))
