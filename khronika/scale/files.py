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

# What file systems raise where something cannot be had.
Trouble = (OSError, ValueError)
# Packages that talk to object stores and raise errors of their own: without credentials, without a connection.
CLIENTS = frozenset({"aiobotocore", "aiohttp", "azure", "boto3", "botocore", "gcsfs", "google", "s3fs"})
# Stores without folders, in which a file's path is only its name.
OBJECT_STORES = frozenset({"abfs", "abfss", "adl", "az", "gcs", "gs", "oss", "s3", "s3a"})


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

    def files(self, *, expected: bool = True) -> dict[str, str]:
        """Every file below, by its path there, with what tells one version of it from another.

        Raises UsageError where it cannot be read, and where there is no such folder; if it is not `expected`, there are no files then.
        """
        system, root = self._opened
        try:
            with _told():
                system.invalidate_cache()
                if not system.exists(root):
                    self._check_missing(system, root, expected)
                    return {}
                if system.isfile(root):
                    raise UsageError("is a file", where=self.url, advice="give a folder")
                found = system.find(root, detail=True)
        except Trouble as error:
            raise UsageError(f"cannot be read ({error})", where=self.url, advice="check the address and its permissions") from None
        return {name[len(root) :].lstrip("/"): _version(system, facts) for name, facts in sorted(found.items())}

    def _check_missing(self, system: Any, root: str, expected: bool) -> None:
        """Raise UsageError if a folder that is not there should be, or could not be made: buckets are given by their owners."""
        bucket = root.partition("/")[0]
        if OBJECT_STORES & set(_protocols(system)) and not system.exists(bucket):
            raise UsageError(f"there is no bucket {bucket!r}", where=self.url, advice="check its name, or make it")
        if expected:
            raise UsageError("there is no such folder", where=self.url, advice="check the spelling of the path")

    def read(self, name: str) -> bytes | None:
        """The bytes of a small file, None if there is none. Raises OSError."""
        system, root = self._opened
        try:
            with _told():
                data: bytes = system.cat_file(f"{root}/{name}")
        except FileNotFoundError:
            return None
        return data

    def put(self, source: Path, name: str) -> None:
        """Put a file of this machine there, whole or not at all: object stores take files whole, here it is renamed into its place.

        Raises OSError.
        """
        system, root = self._opened
        target = f"{root}/{name}"
        with _told():
            # In an object store this would make a bucket of a misspelt name.
            if not OBJECT_STORES & set(_protocols(system)):
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
        """The file on this machine: itself, or a copy for the length of a block. Raises OSError."""
        system, root = self._opened
        if self.local is not None:
            yield self.local / name
            return
        with tempfile.TemporaryDirectory(prefix="khronika-") as folder:
            path = Path(folder) / name.rpartition("/")[2]
            with _told():
                system.get_file(f"{root}/{name}", str(path))
            yield path


@contextmanager
def _told() -> Iterator[None]:
    """What the clients of object stores raise in a block, as OSError, which all of them should be."""
    try:
        yield
    except Exception as error:
        if isinstance(error, OSError) or type(error).__module__.partition(".")[0] not in CLIENTS:
            raise
        raise OSError(" ".join(str(error).split()) or type(error).__name__) from error


def _protocols(system: Any) -> tuple[str, ...]:
    return (system.protocol,) if isinstance(system.protocol, str) else tuple(system.protocol)


def _version(system: Any, facts: dict[str, Any]) -> str:
    """Size and time of change, or the store's own mark of a version."""
    mark = facts.get("ETag") or facts.get("etag") or facts.get("mtime") or facts.get("LastModified") or facts.get("created") or ""
    return f"{facts.get('size')} {mark}"
