"""Find the files to read: paths as given, folders walked in sorted order, `-` for standard input."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from khronika.model import Failure
from khronika.read.items import Notice, failure

Kind = Literal["text", "jsonl", "either"]
Packing = Literal["gz", "zst"]

KINDS: dict[str, Kind] = {".txt": "text", ".jsonl": "jsonl", ".ndjson": "jsonl"}
PACKINGS: dict[str, Packing] = {".gz": "gz", ".zst": "zst"}
KNOWN = ".txt, .jsonl or .ndjson, also packed as .gz or .zst"
STDIN = "-"


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
    own = {os.path.realpath(path) for path in leave_out}
    found: list[Found] = []
    for name in paths:
        if name == STDIN:
            found.append(Source("standard input", None, "either"))
        elif os.path.isdir(name):
            found.extend(_folder(name, own))
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
        # A pipe or device, as a shell's <(…) gives it, has no telling name: its first character decides.
        return Source(name, Path(name), "either")
    kind, packing = _kind(name)
    if kind is None:
        return failure(_unknown(name), name, f"give {KNOWN}")
    return Source(name, Path(name), kind, packing, state.st_size, state.st_mtime_ns)


def _folder(name: str, own: set[str]) -> Iterator[Found]:
    others: Counter[str] = Counter()
    count = 0
    faults: list[OSError] = []
    for folder, folders, files in os.walk(name, onerror=faults.append):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for file in sorted(files):
            path = os.path.join(folder, file)
            if file.startswith(".") or os.path.realpath(path) in own:
                continue
            if _kind(file)[0] is None:
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
        kinds = ", ".join(sorted(others)[:5])
        yield Notice(f"{sum(others.values())} files of other kinds are passed over ({kinds})", name, f"only {KNOWN} are read")
    if not count:
        yield failure("there is nothing to read in this folder", name, f"put {KNOWN} there")


def _kind(name: str) -> tuple[Kind | None, Packing | None]:
    stem, suffix = os.path.splitext(name.lower())
    packing = PACKINGS.get(suffix)
    if packing:
        suffix = os.path.splitext(stem)[1]
    return KINDS.get(suffix), packing


def _unknown(name: str) -> str:
    suffix = os.path.splitext(name)[1]
    return f"{suffix} files cannot be read" if suffix else "a file without a suffix cannot be read"


def unreadable(name: str, error: Exception) -> Failure:
    """The failure for a file that the system does not let us read."""
    what = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return failure(f"cannot be read ({what})", name, "check the path and its permissions")
