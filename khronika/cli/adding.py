"""Code articles and keep them in a chronicle: pass over what is known, store batch by batch, say what went wrong."""

from __future__ import annotations

import dataclasses
import itertools
import pickle
import time
from collections import Counter, deque
from collections.abc import Iterator

from khronika.cli.chronicle import opened
from khronika.cli.merging import merge_added
from khronika.cli.progress import Bar
from khronika.cli.run import Call, Stop, inputs_of, numbered, options_of, settings_of
from khronika.cli.say import say
from khronika.model import Article, CodedArticle, Failure, event_line
from khronika.pipeline import Pipeline
from khronika.read import Inputs, Options, read
from khronika.read.coded import CodedLines, is_coded, read_coded
from khronika.read.sources import Found, Source
from khronika.scale import chosen, code_all
from khronika.settings import Settings
from khronika.store import Added, Chronicle, Coding, add, runs, write
from khronika.store import read as read_store

# Articles of a transaction, and the seconds after which one is closed anyway: what is stored is safe from then on.
BATCH = 64
SECONDS = 2.0
INTERRUPTED = 130


def add_all(call: Call, where: str, *, merge: bool = True) -> int:
    """Do what the call says and return the exit code: 0, 1 (some inputs failed) or 130 (interrupted). Raises KhronikaError."""
    settings = settings_of(call)
    options = options_of(call, settings)
    inputs = inputs_of(call)
    settings = chosen(settings, inputs.size)
    pipeline = Pipeline(settings)
    with opened(where, write=True, create=True) as chronicle:
        adding = Adding(chronicle, call, settings, pipeline, inputs.size)
        return adding.go(itertools.chain(adding.coded_lines(inputs, options), adding.coded(adding.read(inputs, options))), merge=merge)


def recode_all(call: Call, where: str, *, merge: bool = True) -> int:
    """Code the articles of a chronicle anew that another coder has coded; the exit code as for `add_all`."""
    settings = settings_of(call)
    pipeline = Pipeline(settings)
    with opened(where, write=True) as chronicle:
        adding = Adding(chronicle, call, settings, pipeline)
        articles = ((0, article) for article in read_store.articles_to_code(chronicle, pipeline.coder))
        return adding.go(adding.coded(articles), merge=merge)


def packed(coded: CodedArticle) -> bytes:
    """A coded article for the way from the process that coded it to the one that stores."""
    return pickle.dumps((coded.article, tuple(event_line(event) for event in coded.events)))


class Adding:
    """One run that stores codings."""

    def __init__(self, chronicle: Chronicle, call: Call, settings: Settings, pipeline: Pipeline, size: int = 0) -> None:
        """`size` is the bytes of all inputs, for the bar; 0 if nobody knows."""
        self.chronicle, self.settings, self.pipeline = chronicle, settings, pipeline
        self.run = runs.begin(chronicle, call.verb, call.paths, dataclasses.asdict(settings))
        self.tally: Counter[str] = Counter()
        self.batch: list[Coding] = []
        self.ahead: deque[int] = deque()
        self.failed: list[Failure] = []
        self.size = size
        self.stored = time.monotonic()

    def go(self, codings: Iterator[tuple[int, Coding]], *, merge: bool) -> int:
        """Store codings, each with how many bytes of the inputs lie behind it, to the end or to Ctrl-C; the exit code."""
        complete = False
        try:
            with Stop() as stop, Bar(self.size, visible=True) as bar:
                for position, coding in codings:
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
            return INTERRUPTED
        finally:
            runs.end(self.chronicle, self.run, complete=complete, failed=self.failed)
            self.tally["failed"] += len(self.failed)
        self._summary()
        if merge:
            merge_added(self.chronicle)
        return 1 if self.tally["failed"] else 0

    def coded(self, articles: Iterator[tuple[int, Article]]) -> Iterator[tuple[int, Coding]]:
        """Articles as they come from the coder; those that it has coded before are passed over."""
        for outcome in code_all(self._unknown(articles), self.settings, packed, self.pipeline):
            article, lines = pickle.loads(outcome.output)
            self.tally["skipped"] += outcome.skipped
            for failure in outcome.failures:
                say(f"{failure} (stage {failure.stage})")
            yield self.ahead.popleft(), Coding(article, self.pipeline.coder, lines, outcome.failures)

    def _unknown(self, articles: Iterator[tuple[int, Article]]) -> Iterator[Article]:
        while part := list(itertools.islice(articles, BATCH)):
            codings = [Coding(article, self.pipeline.coder, ()) for _, article in part]
            for (position, article), known in zip(part, write.known(self.chronicle, codings), strict=True):
                if known:
                    self.tally["articles"] += 1
                    self.tally["unchanged"] += 1
                else:
                    self.ahead.append(position)
                    yield article

    def read(self, inputs: Inputs, options: Options) -> Iterator[tuple[int, Article]]:
        """The articles of all inputs but files of coded lines, each with how many bytes have been read."""
        inputs = Inputs(tuple(found for found in inputs.found if not _has_lines(found)))
        for item in read(inputs, options):
            if isinstance(item.content, Article):
                yield item.read, item.content
                continue
            say(str(item.content))
            if isinstance(item.content, Failure):
                self.failed.append(item.content)

    def coded_lines(self, inputs: Inputs, options: Options) -> Iterator[tuple[int, Coding]]:
        """The articles of files that `khronika code` wrote."""
        for source in inputs.found:
            if not isinstance(source, Source) or not _has_lines(source):
                continue
            for content, _ in read_coded(source, options.largest):
                if isinstance(content, CodedLines):
                    yield 0, Coding(content.article, content.coder, content.lines, whole=False)
                else:
                    say(str(content))
                    self.failed.append(content)

    def _store(self) -> None:
        """Store the batch; only then is it counted."""
        if self.batch:
            self._told(add(self.chronicle, self.batch, self.run))
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
        parts = {"new": t["new"], "known": t["unchanged"], "coded anew": t["recoded"], "other editions": t["editions"]}
        told = ", ".join(f"{count:,} {name}" for name, count in parts.items() if count)
        say(f"{numbered(t['events'], 'event')} stored; {numbered(t['articles'], 'article')}{': ' if told else ''}{told}")
        if t["skipped"]:
            say(f"{numbered(t['skipped'], 'article')} not parsed, since their words promise no acts; --no-filter parses all")
        if t["failed"]:
            say(f"{numbered(t['failed'], 'input')} could not be coded, as told above")


def _has_lines(found: Found) -> bool:
    return isinstance(found, Source) and is_coded(found)
