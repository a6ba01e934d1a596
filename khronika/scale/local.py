"""Code a stream of articles in this process or in several, in order and in bounded memory."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import active_children, get_all_start_methods, get_context, parent_process
from multiprocessing.context import BaseContext
from typing import ClassVar

from khronika.errors import ResourceError
from khronika.model import Article, CodedArticle, Failure
from khronika.pipeline import Pipeline
from khronika.settings import Settings

Render = Callable[[CodedArticle], bytes]
# A chunk ends with the article that brings it over this many characters, so that a few long articles do not wait for many.
CHUNK_CHARACTERS = 100_000
# Chunks handed out for each process before the oldest must be done: enough to keep all busy, few enough to hold in memory.
AHEAD = 3
# Bytes of input from which on more than one process saves time, loading included.
MUCH = 200_000
AUTO = -1
# Read by the libraries that parse and encode: the processes share the cores, so that each takes one.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is left of a coded article: its output, how many events it has, what failed, whether it was passed over unparsed."""

    output: bytes
    events: int
    failures: tuple[Failure, ...]
    skipped: bool = False


def code_all(articles: Iterable[Article], settings: Settings, render: Render, pipeline: Pipeline | None = None) -> Iterator[Outcome]:
    """One outcome an article, in order. `settings.run.jobs` processes code; 1 is this one, 0 stands for all cores, `AUTO` is one.

    `render` makes the output and must be picklable. Raises ResourceError if a process dies.
    """
    jobs = settings.run.jobs or cores()
    if jobs in (1, AUTO):
        for coded in (pipeline or Pipeline(settings)).code(articles):
            yield _outcome(coded, render)
    else:
        yield from _parallel(articles, settings, render, jobs)


def chosen(settings: Settings, size: int) -> Settings:
    """The settings with the number of processes chosen by the bytes of the input, where they leave it open; 0 is a stream."""
    if settings.run.jobs != AUTO:
        return settings
    return replace(settings, run=replace(settings.run, jobs=0 if size >= MUCH else 1))


def cores() -> int:
    """Cores that this process may use, which in a container are fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _parallel(articles: Iterable[Article], settings: Settings, render: Render, jobs: int) -> Iterator[Outcome]:
    others = set(active_children())
    pool = ProcessPoolExecutor(jobs, mp_context=context(), initializer=_start, initargs=(settings, render))
    waiting: deque[Future[list[Outcome]]] = deque()
    try:
        for chunk in _chunks(articles, settings.run.articles):
            waiting.append(pool.submit(_code, chunk))
            while waiting and (len(waiting) >= AHEAD * jobs or waiting[0].done()):
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool:
        raise ResourceError(
            "a process died, most likely for want of memory",
            where=f"coding with {jobs} processes",
            advice="use fewer with --jobs, then --resume",
        ) from None
    except BaseException:
        # Nobody waits for the chunks under way.
        for child in set(active_children()) - others:
            child.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def context() -> BaseContext:
    """Where workers come from: forked from a server that has loaded everything, so that they share its memory; spawned where there is none.

    Never forked from this process: one with threads (progress bar, inference engine) may lock up.
    """
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    made = get_context("forkserver")
    made.set_forkserver_preload(["khronika.scale.ready"])
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    return made


def _chunks(articles: Iterable[Article], most: int) -> Iterator[tuple[Article, ...]]:
    """Articles in chunks of at most `most`, small ones first, so that the first articles come out early and all processes have work."""
    chunk: list[Article] = []
    characters, size = 0, min(2, most)
    for article in articles:
        chunk.append(article)
        characters += len(article.text)
        if len(chunk) >= size or characters >= CHUNK_CHARACTERS:
            yield tuple(chunk)
            chunk, characters, size = [], 0, min(size + 2, most)
    if chunk:
        yield tuple(chunk)


def _outcome(coded: CodedArticle, render: Render) -> Outcome:
    return Outcome(render(coded), len(coded.events), coded.failures, coded.skipped)


class _Worker:
    """What a process of the pool keeps between chunks."""

    tools: ClassVar[tuple[Pipeline, Render]]


def _start(settings: Settings, render: Render) -> None:
    # Ctrl-C reaches every process of the terminal; the first one ends the others in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
    _Worker.tools = (Pipeline(settings), render)


def end_with_parent() -> None:
    """End this process when the first one is gone without having ended it, killed for instance."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _code(chunk: tuple[Article, ...]) -> list[Outcome]:
    pipeline, render = _Worker.tools
    return [_outcome(coded, render) for coded in pipeline.code(chunk)]
