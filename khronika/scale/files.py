"""Files by path or URL (`s3://bucket/folder`, `gs://…`, a folder of this machine), through fsspec."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from khronika.errors import ResourceError, UsageError

# One that the file system may keep us waiting for, or refuse: boto and its like raise their own, which all come from these.
Trouble = (OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder by its URL, and what is in it by paths below it. Made anew in every process: file systems hold connections."""

    url: str

    @property
    def _opened(self) -> tuple[Any, str]:
        try:
            from fsspec.core import url_to_fs  # type: ignore[import-untyped]
        except ImportError:
            raise ResourceError(
                "the package fsspec is not installed", where="--input", advice="install it: pip install 'khronika[ray]'"
            ) from None
        try:
            system, root = url_to_fs(self.url)
        except ImportError as error:
            raise ResourceError(
                f"there is no way to read this address ({error})", where=self.url, advice="install what it names, s3fs for s3://"
            ) from None
        except ValueError as error:
            raise UsageError(
                f"is no address ({error})", where=self.url, advice="give a folder, or a URL such as s3://bucket/folder"
            ) from None
        return system, str(root).rstrip("/")

    @property
    def local(self) -> Path | None:
        """The folder as a path, if it is on this machine."""
        system, root = self._opened
        return Path(root) if "file" in _protocols(system) else None

    def files(self) -> dict[str, str]:
        """Every file below, by its path there, with what tells one version of it from another. Raises UsageError where there is none."""
        system, root = self._opened
        try:
            if not system.exists(root):
                raise UsageError("there is no such folder", where=self.url, advice="check the spelling of the path")
            if system.isfile(root):
                raise UsageError("is a file", where=self.url, advice="give the folder that it lies in")
            found = system.find(root, detail=True)
        except Trouble as error:
            raise UsageError(f"cannot be read ({error})", where=self.url, advice="check the address and its permissions") from None
        return {name[len(root) :].lstrip("/"): _version(system, facts) for name, facts in sorted(found.items())}

    def read(self, name: str) -> bytes | None:
        """The bytes of a small file, None if there is none. Raises OSError."""
        system, root = self._opened
        try:
            data: bytes = system.cat_file(f"{root}/{name}")
        except FileNotFoundError:
            return None
        return data

    def put(self, source: Path, name: str) -> None:
        """Put a file of this machine there, whole or not at all: object stores take files whole, here it is renamed into its place."""
        system, root = self._opened
        target = f"{root}/{name}"
        system.makedirs(target.rpartition("/")[0], exist_ok=True)
        if self.local is None:
            system.put_file(str(source), target)
            return
        part = f"{target}.{os.getpid()}.part"
        try:
            shutil.copyfile(source, part)
            os.replace(part, target)
        finally:
            Path(part).unlink(missing_ok=True)

    @contextmanager
    def fetched(self, name: str) -> Iterator[Path]:
        """The file on this machine: itself, or a copy for the length of a block."""
        system, root = self._opened
        if self.local is not None:
            yield self.local / name
            return
        with tempfile.TemporaryDirectory(prefix="khronika-") as folder:
            path = Path(folder) / name.rpartition("/")[2]
            system.get_file(f"{root}/{name}", str(path))
            yield path


def _protocols(system: Any) -> tuple[str, ...]:
    return (system.protocol,) if isinstance(system.protocol, str) else tuple(system.protocol)


def _version(system: Any, facts: dict[str, Any]) -> str:
    """Size and time of change, or the store's own mark of a version."""
    mark = facts.get("ETag") or facts.get("etag") or facts.get("mtime") or facts.get("LastModified") or facts.get("created") or ""
    return f"{facts.get('size')} {mark}"
