"""Add all inputs to a chronicle: read, pass over what is known, code, store batch by batch, say what went wrong."""

from __future__ import annotations

import dataclasses
import itertools
import pickle
import time
from collections import Counter, deque
from collections.abc import Iterator
from typing import Any

from khronika.cli.chronicle import opened
from khronika.cli.progress import Bar
from khronika.cli.run import Call, Stop, inputs_of, numbered, options_of, settings_of
from khronika.cli.say import say
from khronika.model import Article, CodedArticle, Failure, event_line
from khronika.pipeline import Pipeline
from khronika.read import Inputs, Options, read
from khronika.read.coded import CodedLines, is_coded, read_coded
from khronika.read.sources import Source
from khronika.scale import Outcome, code_all
from khronika.settings import Settings
from khronika.store import Added, Chronicle, Coding, add, runs, write

# Articles of a transaction, and the seconds after which one is closed anyway: what is stored is safe from then on.
BATCH = 64
SECONDS = 2.0


def add_all(call: Call, where: str) -> int:
    """Do what the call says and return the exit code: 0, 1 (some inputs failed) or 130 (interrupted). Raises KhronikaError."""
    settings = settings_of(call)
    options = options_of(call, settings)
    inputs = inputs_of(call)
    pipeline = Pipeline(settings)
    with opened(where, write=True, create=True) as chronicle:
        run = runs.begin(chronicle, call.verb, call.paths, dataclasses.asdict(settings))
        return Adding(chronicle, run, inputs, options, settings).go(pipeline)


def packed(coded: CodedArticle) -> bytes:
    """A coded article for the way from the process that coded it to the one that stores."""
    return pickle.dumps((coded.article, tuple(event_line(event) for event in coded.events)))


class Adding:
    """One run of `add`."""

    def __init__(self, chronicle: Chronicle, run: int, inputs: Inputs, options: Options, settings: Settings) -> None:
        self.chronicle, self.run, self.options, self.settings = chronicle, run, options, settings
        lines = [found for found in inputs.found if isinstance(found, Source) and is_coded(found)]
        self.files = Inputs(tuple(lines))
        self.inputs = Inputs(tuple(found for found in inputs.found if found not in lines))
        self.tally: Counter[str] = Counter()
        self.batch: list[Coding] = []
        self.ahead: deque[int] = deque()
        self.failed: list[Failure] = []
        self.began = self.stored = time.monotonic()

    def go(self, pipeline: Pipeline) -> int:
        """Run to the end, or to Ctrl-C; the exit code."""
        complete = False
        try:
            with Stop() as stop, Bar(self.inputs.size + self.files.size, visible=True) as bar:
                for position, coding in itertools.chain(self._coded_lines(), self._coded(pipeline)):
                    self.batch.append(coding)
                    if len(self.batch) >= BATCH or time.monotonic() - self.stored > SECONDS:
                        with stop.held():
                            self._store()
                        bar.update(position, self.tally["articles"])
                with stop.held():
                    self._store()
            complete = True
        except KeyboardInterrupt:
            say(f"stopped; {numbered(self.tally['articles'], 'article')} stored; call again to go on")
            return 130
        finally:
            runs.end(self.chronicle, self.run, complete=complete, failed=self.failed)
            self.tally["failed"] += len(self.failed)
        self._summary()
        return 1 if self.tally["failed"] else 0

    def _coded(self, pipeline: Pipeline) -> Iterator[tuple[int, Coding]]:
        """Articles as they come from the coder."""
        outcomes: Iterator[Outcome] = code_all(self._articles(pipeline), self.settings, packed, pipeline)
        for outcome in outcomes:
            article, lines = pickle.loads(outcome.output)
            for failure in outcome.failures:
                say(f"{failure} (stage {failure.stage})")
            yield self.ahead.popleft(), Coding(article, pipeline.coder, lines, outcome.failures)

    def _articles(self, pipeline: Pipeline) -> Iterator[Article]:
        """Articles that the chronicle lacks, or has from another coder."""
        found = ((item.read, item.content) for item in read(self.inputs, self.options))
        articles = ((position, content) for position, content in found if self._is_article(content))
        while part := list(itertools.islice(articles, BATCH)):
            codings = [Coding(article, pipeline.coder, ()) for _, article in part if isinstance(article, Article)]
            for (position, _), coding, known in zip(part, codings, write.known(self.chronicle, codings), strict=True):
                if known:
                    self.tally["articles"] += 1
                    self.tally["unchanged"] += 1
                else:
                    self.ahead.append(position)
                    yield coding.article

    def _is_article(self, content: object) -> bool:
        if isinstance(content, Article):
            return True
        say(str(content))
        if isinstance(content, Failure):
            self.failed.append(content)
        return False

    def _coded_lines(self) -> Iterator[tuple[int, Coding]]:
        """Articles of files that `khronika code` wrote."""
        done = 0
        for source in self.files.found:
            if not isinstance(source, Source):
                continue
            for content, position in read_coded(source, self.options.largest):
                if isinstance(content, CodedLines):
                    yield done + position, Coding(content.article, content.coder, content.lines, whole=False)
                else:
                    say(str(content))
                    self.failed.append(content)
            done += source.size

    def _store(self) -> None:
        """Store the batch; only then is it counted."""
        if self.batch:
            added = add(self.chronicle, self.batch, self.run)
            self._told(added)
        self.batch = []
        self.stored = time.monotonic()

    def _told(self, added: Added) -> None:
        self.tally["articles"] += added.articles
        self.tally["failed"] += len(added.failures)
        for name in ("new", "unchanged", "recoded", "editions", "events"):
            self.tally[name] += getattr(added, name)
        for failure in added.failures:
            if failure.stage == write.STAGE:
                say(str(failure))
        for standing in added.lost:
            say(f"judgement {standing.judgement}: {standing.state}; see `khronika judgements`")

    def _summary(self) -> None:
        t = self.tally
        parts: dict[str, Any] = {"new": t["new"], "known": t["unchanged"], "coded anew": t["recoded"], "other editions": t["editions"]}
        told = ", ".join(f"{count:,} {name}" for name, count in parts.items() if count)
        say(f"{numbered(t['events'], 'event')} stored; {numbered(t['articles'], 'article')}{': ' if told else ''}{told}")
        if t["failed"]:
            say(f"{numbered(t['failed'], 'input')} could not be coded, as told above")
