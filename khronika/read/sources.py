"""Find the files to read: paths as given, folders walked in sorted order, `-` for standard input."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from khronika.model import Failure
from khronika.read.formats import HEAD, KNOWN, Kind, Packing, by_bytes, by_name, own
from khronika.read.items import Notice, failure

STDIN = "-"
# Office programs and readers keep their documents in ZIP files, which are no archives of articles.
NO_ARCHIVES = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".jar", ".apk", ".whl", ".wacz")


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read. `path` is None for standard input; `size` (bytes) and `changed` (ns) are 0 where the file is a stream."""

    name: str
    path: Path | None
    kind: Kind
    packing: Packing | None = None
    size: int = 0
    changed: int = 0


Found = Source | Failure | Notice


def find(paths: Iterable[str], leave_out: Iterable[Path] = ()) -> list[Found]:
    """Sources of the paths in their order, and what is wrong with the rest.

    Folders are walked recursively, sorted by name; hidden files and links to folders are passed over, files of other kinds are told in one
    notice a folder. `leave_out` are files of the program itself (its output), never read as input.
    """
    kept = {os.path.realpath(path) for path in leave_out}
    found: list[Found] = []
    for name in paths:
        if name == STDIN:
            found.append(Source("standard input", None, "either"))
        elif os.path.isdir(name):
            found.extend(_folder(name, kept))
        else:
            found.append(_file(name))
    return found


def _file(name: str) -> Found:
    try:
        state = os.stat(name)
    except FileNotFoundError:
        return failure("there is no such file", name, "check the spelling of the path")
    except (OSError, ValueError) as error:
        return unreadable(name, error)
    if not stat.S_ISREG(state.st_mode):
        # A pipe or device, as a shell's <(…) gives it, has no telling name: its first bytes decide.
        return Source(name, Path(name), "either")
    kind, packing = by_name(name)
    kind = kind or _shown(name)
    if kind is None:
        return failure(_unknown(name), name, f"give {KNOWN}")
    return Source(name, Path(name), kind, packing, state.st_size, state.st_mtime_ns)


def _shown(name: str) -> Kind | None:
    """The format of a file whose name says nothing, if its first bytes leave no doubt."""
    if name.lower().endswith(NO_ARCHIVES):
        return None
    try:
        with open(name, "rb") as handle:
            head = handle.read(HEAD)
    except OSError:
        return None  # what is wrong is told when it is read, or that its kind is unknown
    return by_bytes(head)


def _folder(name: str, kept: set[str]) -> Iterator[Found]:
    others: Counter[str] = Counter()
    count = 0
    faults: list[OSError] = []
    for folder, folders, files in os.walk(name, onerror=faults.append):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for file in sorted(files):
            path = os.path.join(folder, file)
            if file.startswith(".") or own(file) or os.path.realpath(path) in kept:
                continue
            if by_name(file)[0] is None:
                others[os.path.splitext(file)[1] or file] += 1
                continue
            source = _file(path)
            if isinstance(source, Source) and source.kind == "either":
                continue  # a pipe or socket that lies in a folder is nobody's report
            count += 1
            yield source
        while faults:
            fault = faults.pop()
            yield unreadable(str(fault.filename), fault)
    for fault in faults:
        yield unreadable(str(fault.filename), fault)
    if others:
        yield passed_over(others, name)
    if not count:
        yield failure("there is nothing to read in this folder", name, f"put {KNOWN} there")


def passed_over(others: Counter[str], name: str) -> Notice:
    """The notice for files whose kind is not read, by their suffixes."""
    kinds = ", ".join(sorted(others)[:5])
    return Notice(f"{sum(others.values())} files of other kinds are passed over ({kinds})", name, f"only {KNOWN} are read")


def _unknown(name: str) -> str:
    suffix = os.path.splitext(name)[1]
    return f"{suffix} files cannot be read" if suffix else "a file without a suffix cannot be read"


def unreadable(name: str, error: Exception) -> Failure:
    """The failure for a file that the system does not let us read."""
    what = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return failure(f"cannot be read ({what})", name, "check the path and its permissions")
