"""Run `code` or `annotate` over all inputs: read, code, write, say what went wrong, keep the state."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from khronika import __version__
from khronika.cli.columns import columns_of
from khronika.cli.progress import Bar
from khronika.cli.render import FORMATS, Render
from khronika.cli.say import say
from khronika.cli.target import FileTarget, StreamTarget, open_target, run_file
from khronika.errors import UsageError
from khronika.model import Article, Failure
from khronika.pipeline import Pipeline
from khronika.read import Inputs, Options, read
from khronika.read.dates import given
from khronika.scale import Outcome, chosen, code_all
from khronika.settings import Settings, load_settings

# With fewer articles, the time to load the coder would pass for the time to code.
RATED = 50


@dataclass(frozen=True, slots=True)
class Call:
    """The command as it was given; see the options of `khronika code`."""

    verb: str
    paths: tuple[str, ...]
    output: Path | None = None
    form: str | None = None
    published: str | None = None
    publisher: str | None = None
    language: str | None = None
    jobs: int | None = None
    resume: bool = False
    force: bool = False
    config: Path | None = None
    values: tuple[str, ...] = ()
    ontology: Path | None = None
    coding: str | None = None
    filtered: bool = True
    text_column: str | None = None
    title_column: str | None = None
    date_column: str | None = None
    publisher_column: str | None = None
    author_column: str | None = None
    id_column: str | None = None
    url_column: str | None = None


def run(call: Call) -> int:
    """Do what the call says and return the exit code: 0, 1 (some inputs failed) or 130 (interrupted). Raises KhronikaError."""
    settings = settings_of(call)
    options = options_of(call, settings)
    render = Render.of(call.verb, _format(call), call.output, call.coding)
    inputs = inputs_of(call)
    settings = chosen(settings, inputs.size)
    pipeline = Pipeline(settings)
    target = open_target(call.output, render.head, _facts(call, inputs, options, settings, pipeline), resume=call.resume, force=call.force)
    if isinstance(target, FileTarget) and target.done:
        say(f"{call.output}: is complete already, {target.tally.articles} articles; nothing to do")
        target.close(complete=True)
        return 1 if target.tally.failed else 0
    return _Run(inputs, options, settings, render, target).go(pipeline)


def settings_of(call: Call) -> Settings:
    """The settings as the call says. Raises SettingsError."""
    jobs = [f"run.jobs={call.jobs}"] if call.jobs is not None else []
    unfiltered = [] if call.filtered else ["events.filter=0"]
    # In full, so that `khronika explain` finds it from another folder.
    ontology = os.path.abspath(call.ontology) if call.ontology is not None else None
    own = [f"events.ontology={json.dumps(ontology, ensure_ascii=False)}"] if ontology is not None else []
    settings = load_settings(call.config, [*call.values, *jobs, *unfiltered, *own])
    # The layers of an article are wanted whether or not it tells acts.
    return settings.unfiltered if call.verb == "annotate" else settings


def options_of(call: Call, settings: Settings) -> Options:
    """How to read, as the call says. Raises UsageError for a date or language that is none."""
    published = given(call.published) if call.published is not None else None
    if call.published is not None and published is None:
        raise UsageError(f"{call.published!r} is no date", where="--published", advice="write it as 2020-08-14")
    language = call.language.lower().replace("_", "-").partition("-")[0] if call.language else None
    if language and language not in settings.language.supported:
        known = ", ".join(settings.language.supported)
        raise UsageError(f"the language {call.language!r} is not supported yet", where="--language", advice=f"supported: {known}")
    return Options(published, call.publisher, language, settings.run.largest, columns_of(call), settings.read)


def _format(call: Call) -> str:
    suffix = call.output.suffix.lower() if call.output else ""
    if suffix in (".gz", ".zst"):
        raise UsageError(
            "output is not packed", where=str(call.output), advice=f"name it {call.output and call.output.stem} and pack it afterwards"
        )
    form = call.form or ("csv" if suffix == ".csv" else FORMATS[0])
    if call.coding and form == "table":
        raise UsageError("a table to read has no room for another scheme", where="--coding", advice="choose --format jsonl or csv")
    return form


def inputs_of(call: Call) -> Inputs:
    """What to read. Raises UsageError where that clashes with the output or with `--resume`."""
    own = [call.output, run_file(call.output)] if call.output and call.output.name else []
    for path in call.paths:
        if call.output and call.output.exists() and os.path.realpath(path) == os.path.realpath(call.output):
            raise UsageError("is input and output at once", where=path, advice="give -o another name")
    inputs = Inputs.of(call.paths, own)
    if call.resume and not inputs.repeatable:
        raise UsageError("standard input and pipes cannot be resumed", where="--resume", advice="give a file")
    if "-" in call.paths and sys.stdin.isatty():
        say("reading from the keyboard; end with Ctrl-D")
    return inputs


def _facts(call: Call, inputs: Inputs, options: Options, settings: Settings, pipeline: Pipeline) -> dict[str, Any]:
    """What the run file says beside how far the run has come; under "same" what must not change between run and --resume."""
    return {
        "started": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "same": {
            "command": call.verb, "format": _format(call), "version": __version__, "coding": pipeline.coder.config,
            "options": dataclasses.asdict(options), "scheme": call.coding, "input": inputs.fingerprint,
        },
        "folder": os.getcwd(),
        "inputs": list(call.paths),
        "settings": dataclasses.asdict(settings),
    }  # fmt: skip


class Stop:
    """Ctrl-C and SIGTERM: at once, but never between an article's output and its count."""

    def __init__(self) -> None:
        self._holding = self._asked = False
        self._before: list[Any] = []

    def __enter__(self) -> Stop:
        self._before = [signal.signal(number, self._asks) for number in (signal.SIGINT, signal.SIGTERM)]
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in zip((signal.SIGINT, signal.SIGTERM), self._before, strict=True):
            signal.signal(number, handler)

    def _asks(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True
        if not self._holding:
            raise KeyboardInterrupt

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep interrupts waiting for the length of a block."""
        self._holding = True
        yield
        self._holding = False
        if self._asked:
            raise KeyboardInterrupt


class _Run:
    """One run: what was read is handed to the coder, what comes back is written in the same order."""

    def __init__(self, inputs: Inputs, options: Options, settings: Settings, render: Render, target: StreamTarget | FileTarget) -> None:
        self.inputs, self.options, self.settings, self.render, self.target = inputs, options, settings, render, target
        self.skip = target.tally.articles
        self.began = time.monotonic()
        # Articles on their way through the coder: how far reading had come, and what had failed in reading before each.
        self.ahead: deque[tuple[int, list[str]]] = deque()
        self.failed: list[str] = []

    def go(self, pipeline: Pipeline) -> int:
        """Run to the end, or to Ctrl-C; the exit code."""
        complete = False
        try:
            with Stop() as stop, Bar(self.inputs.size, visible=not self.render.to_terminal) as bar:
                for outcome in code_all(self._articles(), self.settings, self.render, pipeline):
                    with stop.held():
                        position = self._take(outcome)
                    bar.update(position, self.coded)
                self.target.tally.add(0, 0, self.failed)
            complete = True
        except KeyboardInterrupt:
            return self._interrupted()
        finally:
            self.target.close(complete)
        self._summary()
        return 1 if self.target.tally.failed else 0

    @property
    def coded(self) -> int:
        """Articles of this run, without those of an earlier one that it resumes."""
        return self.target.tally.articles - self.skip

    def _articles(self) -> Iterator[Article]:
        """Articles still to code; what else was read is said, but not again for what an earlier run has done."""
        left = self.skip
        for item in read(self.inputs, self.options):
            content = item.content
            if isinstance(content, Article):
                if left:
                    left -= 1
                    continue
                self.ahead.append((item.read, self.failed))
                self.failed = []
                yield content
            elif not left:
                say(str(content))
                if isinstance(content, Failure):
                    self.failed.append(str(content))

    def _take(self, outcome: Outcome) -> int:
        position, failed = self.ahead.popleft()
        for failure in outcome.failures:
            line = f"{failure} (stage {failure.stage})"
            say(line)
            failed.append(line)
        self.target.write(outcome.output, outcome.events, failed, skipped=outcome.skipped)
        return position

    def _interrupted(self) -> int:
        resumable = isinstance(self.target, FileTarget) and self.inputs.repeatable
        hint = "; go on with --resume" if resumable else ""
        say(f"stopped after {numbered(self.target.tally.articles, 'article')}, written whole{hint}")
        return 130

    def _summary(self) -> None:
        tally, took = self.target.tally, time.monotonic() - self.began
        rate = f", {self.coded / took:.1f} articles/s" if self.coded >= RATED else ""
        say(f"{numbered(tally.events, 'event')} in {numbered(tally.articles, 'article')}{rate}")
        if tally.skipped:
            say(f"{numbered(tally.skipped, 'article')} not parsed, since their words promise no acts; --no-filter parses all")
        if tally.failed:
            say(f"{numbered(tally.failed, 'input')} could not be coded, as told above")


def numbered(count: int, noun: str) -> str:
    """`1 event`, `2,000 events`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
