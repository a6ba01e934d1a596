"""The progress bar: shown only to a person at a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Bar:
    """A bar on standard error with articles a second and the time left; nothing where that is no terminal, or `visible` is False."""

    def __init__(self, size: int, *, visible: bool) -> None:
        """`size` is the bytes to read, 0 if unknown."""
        self._size = size
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._visible = visible and sys.stderr.isatty()

    def __enter__(self) -> Bar:
        if self._visible:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

            self._progress = Progress(
                SpinnerColumn(), TextColumn("{task.fields[articles]:,} articles"), BarColumn(), TextColumn("{task.fields[rate]:.1f}/s"),
                TimeRemainingColumn(elapsed_when_finished=True), console=Console(stderr=True), transient=True,
            )  # fmt: skip
            self._task = self._progress.add_task("", total=self._size or None, articles=0, rate=0.0)
            self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def update(self, read: int, articles: int) -> None:
        """`read` bytes of the input are behind us, and `articles` articles."""
        if self._progress is not None and self._task is not None:
            elapsed = self._progress.tasks[0].elapsed or 0.0
            self._progress.update(self._task, completed=read, articles=articles, rate=articles / elapsed if elapsed > 0 else 0.0)
