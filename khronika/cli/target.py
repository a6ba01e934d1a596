"""Where output goes, so that the file holds whole articles at any moment and a stopped run can go on.

Beside the output `OUT` stands `OUT.run.json`: what was run on what with which settings, and how far it has come. Output is written straight
into `OUT`, one article at a time; what a full disk leaves of an article is cut off again. `--resume` cuts `OUT` to the length that the run
file states and goes on from there.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from khronika.errors import KhronikaError, OutputError, UsageError

SUFFIX = ".run.json"
# Seconds between two savings of the state; what was written after the last is coded again by --resume.
SAVE_EVERY = 1.0
# Failures that the run file lists.
LISTED = 1000
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(slots=True)
class Tally:
    """How far a run has come. `failures` holds the first LISTED, `failed` counts all, `skipped` articles that promised no acts."""

    articles: int = 0
    events: int = 0
    failed: int = 0
    bytes: int = 0
    failures: list[str] = field(default_factory=list)
    skipped: int = 0

    def add(self, articles: int, events: int, failed: list[str], *, skipped: bool = False) -> None:
        """Count what has been written, and what failed up to there."""
        self.articles += articles
        self.events += events
        self.skipped += skipped
        self.failed += len(failed)
        self.failures.extend(failed[: LISTED - len(self.failures)])


class StreamTarget:
    """Standard output, a pipe or a device: nothing to lock, nothing to resume."""

    def __init__(self, path: Path | None, head: bytes) -> None:
        self.tally = Tally()
        self.name = str(path or "standard output")
        try:
            self._file: BinaryIO = sys.stdout.buffer if path is None else open(path, "wb", buffering=0)  # noqa: SIM115
        except OSError as error:
            raise _cannot_write(self.name, error) from None
        self._put(head)

    def write(self, output: bytes, events: int, failed: list[str], *, skipped: bool = False) -> None:
        """Append the output of one article and count it."""
        self._put(output)
        self.tally.add(1, events, failed, skipped=skipped)

    def _put(self, data: bytes) -> None:
        if not data:
            return
        try:
            self._file.write(data)
            self._file.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _cannot_write(self.name, error, "make room") from None
        self.tally.bytes += len(data)

    def close(self, complete: bool) -> None:
        """Let the file go; there is nothing to save."""
        if self._file is not sys.stdout.buffer:
            self._file.close()


class FileTarget:
    """A regular file, locked while it is written, with its run file."""

    def __init__(self, path: Path, head: bytes, facts: dict[str, Any], *, resume: bool, force: bool) -> None:
        """Open, lock and check `path`. `facts` say what is run; on resuming, those under "same" must be as they were."""
        self.path, self.facts, self.tally = path, facts, Tally()
        self.done = False
        self._saved = 0.0
        self._file = _opened(path)
        try:
            _lock(self._file, path)
            if resume and (path.stat().st_size or run_file(path).exists()):
                self._resume()
            else:
                self._begin(head, force)
        except KhronikaError:
            os.close(self._file)
            raise

    def _begin(self, head: bytes, force: bool) -> None:
        size = os.fstat(self._file).st_size
        if size and not force:
            raise UsageError("exists already", where=str(self.path), advice="go on with --resume, replace it with --force, or name another")
        os.ftruncate(self._file, 0)
        self._append(head)
        self.save(complete=False)

    def _resume(self) -> None:
        state = read_state(self.path)
        if state is None:
            raise UsageError(f"has no {SUFFIX} beside it", where=str(self.path), advice="start again with --force")
        changed = [name for name, value in self.facts["same"].items() if state.get("same", {}).get(name) != value]
        if changed:
            raise UsageError(f"was begun with other {', '.join(changed)}", where=str(self.path), advice="start again with --force")
        tally = Tally(**{name: state[name] for name in Tally.__slots__})
        if os.fstat(self._file).st_size < tally.bytes:
            raise UsageError("is shorter than its run file says", where=str(self.path), advice="start again with --force")
        self.tally, self.done = tally, bool(state["complete"])
        self.facts = {**self.facts, "started": state.get("started", self.facts.get("started"))}
        if not self.done:
            os.ftruncate(self._file, tally.bytes)
            os.lseek(self._file, tally.bytes, os.SEEK_SET)

    def write(self, output: bytes, events: int, failed: list[str], *, skipped: bool = False) -> None:
        """Append the output of one article, whole or not at all, and count it."""
        self._append(output)
        self.tally.add(1, events, failed, skipped=skipped)
        if time.monotonic() - self._saved > SAVE_EVERY:
            self.save(complete=False)

    def _append(self, data: bytes) -> None:
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(self._file, left) :]
        except OSError as error:
            os.ftruncate(self._file, self.tally.bytes)
            raise _cannot_write(str(self.path), error) from None
        self.tally.bytes += len(data)

    def save(self, complete: bool) -> None:
        """Write the run file: beside the old one, then in its place, so that there is always a whole one."""
        path = run_file(self.path)
        part = path.with_name(path.name + ".new")
        tally = {name: getattr(self.tally, name) for name in Tally.__slots__}
        state = {"complete": complete, **tally, "saved": time.strftime("%Y-%m-%dT%H:%M:%S%z"), **self.facts}
        try:
            part.write_text(json.dumps(state, indent=1, ensure_ascii=False) + "\n", "utf-8", "backslashreplace")
            os.replace(part, path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise _cannot_write(str(path), error) from None
        self._saved = time.monotonic()

    def close(self, complete: bool) -> None:
        """Save the state and let the file go."""
        try:
            if not self.done:
                os.fsync(self._file)
                self.save(complete)
        except OSError as error:
            raise _cannot_write(str(self.path), error) from None
        except OutputError:
            if complete:
                raise
            # What stopped the run is told already; the state saved last, not long ago, is good enough to resume from.
        finally:
            os.close(self._file)


def open_target(path: Path | None, head: bytes, facts: dict[str, Any], *, resume: bool, force: bool) -> StreamTarget | FileTarget:
    """The target for `-o`; None is standard output. Raises UsageError where the path or the options do not fit."""
    streams = path is None or (path.exists() and not stat.S_ISREG(path.stat().st_mode))
    if path is not None and path.is_dir():
        raise UsageError("is a folder", where=str(path), advice="give -o the name of a file")
    if streams and resume:
        raise UsageError("--resume needs a file", where="usage", advice="give one with -o")
    if path is None or streams:
        return StreamTarget(path, head)
    if not path.parent.is_dir():
        raise UsageError("there is no such folder", where=str(path.parent), advice="make it first")
    return FileTarget(path, head, facts, resume=resume, force=force)


def run_file(path: Path) -> Path:
    """The run file of an output."""
    return path.with_name(path.name + SUFFIX)


def read_state(path: Path) -> dict[str, Any] | None:
    """What the run file of the output at `path` says, None if there is none or it is damaged."""
    try:
        state = json.loads(run_file(path).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if isinstance(state, dict):
        state.setdefault("skipped", 0)  # not counted before there was a filter
    return state if isinstance(state, dict) and {"complete", *Tally.__slots__} <= state.keys() else None


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    except OSError as error:
        raise UsageError(f"cannot be written ({error.strerror})", where=str(path), advice="check the path and its permissions") from None


def _lock(file: int, path: Path) -> None:
    """Keep other runs out of the file for as long as it is open; the system lets go of the lock even if we are killed."""
    try:
        import fcntl
    except ImportError:  # Windows: two runs into one file are not noticed there
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
            return  # a file system without locks
        raise UsageError("is being written by another run", where=str(path), advice="wait for it, or name another file") from None


def _cannot_write(name: str, error: OSError, advice: str = "make room, then go on with --resume") -> OutputError:
    if error.errno in FULL:
        return OutputError("the disk is full", where=name, advice=advice)
    return OutputError(f"cannot be written ({error.strerror or error})", where=name, advice="check the path and its permissions")
