"""`khronika code --input DIR --output DIR`: each file of a folder a partition, done once, by processes or by Ray."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from khronika.cli.progress import Bar
from khronika.cli.render import Render
from khronika.cli.run import Call, Stop, numbered, options_of, settings_of
from khronika.cli.say import say
from khronika.errors import UsageError
from khronika.pipeline import Pipeline
from khronika.scale import engines
from khronika.scale.files import Folder
from khronika.scale.partitions import Done, Task, left, partitions

INTERRUPTED = 130


def run(source: str, output: str, engine: str, given: Mapping[str, Any]) -> int:
    """Code what is left of the partitions and return the exit code: 0, 1 (something failed) or 130 (interrupted). Raises KhronikaError."""
    call = Call(verb="code", **{**given, "output": None})
    if call.form not in (None, "jsonl"):
        raise UsageError("partitions are written as JSON Lines", where="--format", advice="leave it out")
    settings = settings_of(call)
    if settings.events.ontology and engine != "local":
        say(f"the ontology {settings.events.ontology} must lie at this path on every node")
    run_engine = engines.engine(cast(engines.Engine, engine))
    task = Task(
        _folder(source), _folder(output), settings, options_of(call, settings), Render("code", "jsonl", coding=call.coding), call.coding
    )
    if task.input.url == task.output.url:
        raise UsageError("is input and output at once", where=source, advice="give --output another folder")
    every = partitions(task.input)
    todo, done = left(task, every, Pipeline(settings).coder.config, force=call.force)
    return _Progress(len(every), done).go(run_engine(task, todo) if todo else iter(()))


def _folder(name: str) -> Folder:
    """A folder or URL; a path in full, so that workers find it from other folders."""
    return Folder(name.rstrip("/") or "/") if "://" in name else Folder(str(Path(name).absolute()))


class _Progress:
    """Counts what comes of the partitions, and says it."""

    def __init__(self, every: int, known: list[Done]) -> None:
        self.every, self.known, self.tally = every, len(known), Counter[str]()
        for done in known:
            self._count(done)

    def go(self, coming: Any) -> int:
        """Take what comes until there is no more, or until Ctrl-C; the exit code."""
        if self.known:
            say(f"{numbered(self.known, 'partition')} of {self.every:,} done before")
        try:
            with Stop(), Bar(self.every, visible=True) as bar:
                for done in coming:
                    self._count(done)
                    if done.fault:
                        say(done.fault)
                    bar.update(self.tally["partitions"], self.tally["articles"])
        except KeyboardInterrupt:
            say(f"stopped; {self.tally['partitions']:,} of {numbered(self.every, 'partition')} done; call again to go on")
            return INTERRUPTED
        finally:
            if hasattr(coming, "close"):
                coming.close()
        return self._summary()

    def _count(self, done: Done) -> None:
        self.tally["faults" if done.fault else "partitions"] += 1
        for name in ("articles", "events", "failed", "skipped"):
            self.tally[name] += getattr(done, name)

    def _summary(self) -> int:
        t = self.tally
        say(f"{numbered(t['events'], 'event')} in {numbered(t['articles'], 'article')} of {numbered(t['partitions'], 'partition')}")
        if t["skipped"]:
            say(f"{numbered(t['skipped'], 'article')} not parsed, since their words promise no acts; --no-filter parses all")
        if t["failed"]:
            say(f"{numbered(t['failed'], 'input')} could not be coded; the .failures.jsonl files say which and why")
        if t["faults"]:
            say(f"{numbered(t['faults'], 'partition')} could not be done, as told above; call again to go on")
        return 1 if t["failed"] or t["faults"] else 0
