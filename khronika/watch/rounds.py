"""Watching for weeks: rounds of asking lists, fetching pages, coding, merging and telling, with sleep between them.

A round asks each host for little and holds few pages, so that memory stays the same however long we run. What a round has learned is in the
chronicle before the next begins; a round that is cut short, by a signal, a full disk or a kill, is simply done again by the next.
"""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from khronika import __version__
from khronika.errors import KhronikaError, OutputError, StoreError
from khronika.model import Failure
from khronika.pipeline import Pipeline
from khronika.read import Options
from khronika.store import Chronicle, Coding, add, merging, runs, watching, write
from khronika.store.watching import Learned, ListState
from khronika.watch.address import AddressError, Guard
from khronika.watch.fetch import Fetcher
from khronika.watch.hosts import Hosts
from khronika.watch.plan import Plan, Source
from khronika.watch.poll import Got, Polled, Poller
from khronika.watch.telling import Telling
from khronika.watch.together import StoppedError, Together

NAME = "khronika"
# Articles that are coded between two looks whether to stop.
CODED_AT_ONCE = 4
# Pages of a round for each request at once: enough to keep all busy, few enough to hold.
PAGES = 2
# Sleep is never longer, so that a clock that was set is noticed; and never shorter.
LONGEST_SLEEP, SHORTEST_SLEEP = 60.0, 0.01
# Seconds after which a store that could not be written is tried again.
STORE_WAIT = 60.0


def agent_of(contact: str) -> str:
    """The name by which servers know us."""
    return f"{NAME}/{__version__}" + (f" (+{contact})" if contact else "")


class Watching:
    """One run of `khronika watch`."""

    def __init__(
        self, plan: Plan, chronicle: Chronicle, pipeline: Pipeline, secrets: Mapping[str, str], tell: Callable[[str], None],
        *, where: Path | None = None, clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        """`secrets` are values of environment variables, `tell` says a line to a person, `where` is the file that the plan is from."""
        self.plan, self.chronicle, self.pipeline, self.tell, self.clock = plan, chronicle, pipeline, tell, clock
        watch = plan.watch
        self.fetcher = Fetcher(Guard.of(watch.allow), agent_of(watch.contact), timeout=watch.timeout, redirects=watch.redirects)
        self.hosts = Hosts(self.fetcher, watch, NAME, clock, lambda name: watching.host(chronicle, name))
        options = Options(largest=watch.largest_page, limits=pipeline.settings.read)
        self.poller = Poller(watch, self.fetcher, self.hosts, clock, lambda urls: watching.pages(chronicle, urls), options)
        self.telling = Telling(plan, chronicle, self.fetcher, secrets, clock)
        self.sources = {source.url: source for source in plan.sources}
        self.run = runs.begin(chronicle, "watch", [str(where)] if where else [], dataclasses.asdict(pipeline.settings))
        self.tally: Counter[str] = Counter()
        self.merged = clock()
        self._asked: set[str] = set()
        self.together = Together(watch.at_once)

    def stop(self) -> None:
        """Ask to stop; may be called from a signal's handler. What is at hand is finished or dropped, never left half."""
        self.together.stop()

    async def go(self, *, once: bool = False) -> bool:
        """Watch until asked to stop, or, with `once`, until all that is due is done; whether nothing failed."""
        self.together.begin()
        complete = False
        try:
            self.telling.begin()
            while (left := await self._round_or_wait(once)) is not None:
                self.together.check()
                await self.together.sleep(min(max(left, SHORTEST_SLEEP), LONGEST_SLEEP))
                self.together.check()
            complete = True
        except StoppedError:
            self.tell("stopped; what was stored is whole, and the next run goes on from there")
        finally:
            runs.end(self.chronicle, self.run, complete=complete)
        return not self.tally["failed"]

    async def _round_or_wait(self, once: bool) -> float | None:
        """A round; the seconds to the next, None if there is nothing more to do. A store that cannot be written is waited for."""
        try:
            return await self.round(once=once)
        except (StoreError, OutputError) as error:
            if once:
                raise
            self.tell(f"{error}; tried again in {STORE_WAIT:g} seconds")
            return STORE_WAIT

    async def round(self, *, once: bool = False) -> float | None:
        """Ask the lists and fetch the pages that are due; the seconds to the next round, None if `once` and nothing is due any more."""
        self.hosts.forget()
        await self._ask_lists(once)
        await self._fetch_pages()
        left = self._left(once)
        if left is None or self.clock() - self.merged >= self.plan.watch.merge_every:
            self._merge()
        # Not cut short by a stop: a message that the other side has taken must be noted.
        self._heard(*await asyncio.gather(self.telling.send(lambda: self.together.stopping), return_exceptions=True))
        return left

    def _left(self, once: bool) -> float | None:
        """Seconds until something is due; None if `once` and nothing is that need not wait longer than a host's pause."""
        now = self.clock()
        closed, busy = watching.closed_hosts(self.chronicle, now), self.hosts.busy()
        pages = watching.next_pages(self.chronicle)
        lists = self._lists(once)
        if once:
            pages = {host: due for host, due in pages.items() if due <= now and host not in closed}
            lists = [(state, due) for state, due in lists if due <= now and self._host(state) not in closed]
            if not pages and not lists:
                return None
        dues = [max(due, busy.get(host, 0.0), closed.get(host, 0.0)) for host, due in pages.items()]
        dues += [max(due, busy.get(self._host(state), 0.0), closed.get(self._host(state), 0.0)) for state, due in lists]
        if not once:
            dues += self.telling.dues()
        if merging.unmerged(self.chronicle):
            dues.append(self.merged + self.plan.watch.merge_every)
        return max(min(dues, default=now + LONGEST_SLEEP) - now, 0.0)

    def _lists(self, once: bool) -> list[tuple[ListState, float]]:
        """All lists that are ever asked again, each with the time when: those of the plan, and the maps of their indices."""
        known = {state.url: state for state in watching.lists(self.chronicle, self.sources)}
        states = {url: known.get(url) or ListState(url, url) for url in self.sources} | known
        found = []
        for url, state in states.items():
            due = state.due
            if once and url in self.sources and not state.failures:
                # The one who calls us decides how often; within a call each list is asked once.
                due = None if url in self._asked else 0.0
            if due is not None:
                found.append((state, due))
        return found

    def _host(self, state: ListState) -> str:
        try:
            return self.fetcher.guard.target(state.url).host_name
        except AddressError:
            return ""

    async def _ask_lists(self, once: bool) -> None:
        """Ask the lists that are due, few of each host at a time."""
        now = self.clock()
        resting = self.hosts.busy().keys() | watching.closed_hosts(self.chronicle, now).keys()
        taken: Counter[str] = Counter()
        due: list[ListState] = []
        for state, when in sorted(self._lists(once), key=lambda one: one[1]):
            host = self._host(state)
            if when <= now and host not in resting and taken[host] < self.plan.watch.host_at_once and len(due) < self.plan.watch.at_once:
                taken[host] += 1
                due.append(state)
        if not due:
            return
        children = watching.lists(self.chronicle, self.sources)
        jobs = [
            self.poller.poll(state, self._source(state), [c for c in children if c.source == state.url != c.url]) for state in due
        ]  # fmt: skip
        self._asked |= {state.url for state in due}
        for state, outcome in zip(due, await self.together.run(jobs), strict=True):
            self._keep_list(state, self.poller.list_failed(state, outcome) if isinstance(outcome, Exception) else outcome)

    def _source(self, state: ListState) -> Source:
        return self.sources[state.source]

    def _keep_list(self, state: ListState, polled: Polled) -> None:
        self._take_hosts(polled.learned, polled.failures)
        with self.chronicle.writing() as connection:
            watching.learn(connection, polled.learned)
            runs.progress(connection, self.run, 0, 0, polled.failures)
        self._told(polled.failures)
        for notice in polled.notices:
            self.tell(notice)
        if polled.new:
            self.tell(f"{state.url}: {polled.new:,} new page{'' if polled.new == 1 else 's'}")

    async def _fetch_pages(self) -> None:
        """Fetch the pages that are due, few of each host at a time; code and store what they bring."""
        now, watch = self.clock(), self.plan.watch
        resting = self.hosts.busy().keys() | watching.closed_hosts(self.chronicle, now).keys()
        pages = watching.due_pages(self.chronicle, now, sorted(resting), watch.host_at_once, PAGES * watch.at_once)
        # A source that was taken out of the plan: its pages are known, and asked for no more.
        orphans = [dataclasses.replace(page, due=None) for page in pages if page.source not in self.sources]
        pages = [page for page in pages if page.source in self.sources]
        jobs = [self.poller.fetch(page, self.sources[page.source]) for page in pages]
        fetched = await self.together.run(jobs) if jobs else []
        got = [self.poller.page_failed(p, x) if isinstance(x, Exception) else x for p, x in zip(pages, fetched, strict=True)]
        makers = [self.poller.made(one, self.sources[one.page.source]) for one in got]
        made = await self.together.run(makers) if makers else []
        done = [self.poller.page_failed(g.page, x) if isinstance(x, Exception) else x for g, x in zip(got, made, strict=True)]
        self._keep_pages([Got(page) for page in orphans] + [one for one in done if one.article is None])
        brought = [one for one in done if one.article is not None]
        for start in range(0, len(brought), CODED_AT_ONCE):
            await asyncio.sleep(0)
            self.together.check()
            self._keep_pages(brought[start : start + CODED_AT_ONCE])

    def _keep_pages(self, found: Sequence[Got]) -> None:
        """Code articles and store them, together with what is known of their pages now."""
        learned = Learned(pages=[one.page for one in found])
        failures = [one.failure for one in found if one.failure is not None]
        self._take_hosts(learned, failures)
        if not (learned.pages or learned.hosts or failures):
            return
        articles = [one.article for one in found if one.article is not None]
        known = write.known(self.chronicle, [Coding(article, self.pipeline.coder, ()) for article in articles])
        fresh = [article for article, same in zip(articles, known, strict=True) if not same]
        codings = [Coding.of(coded, self.pipeline.coder) for coded in self.pipeline.code(fresh)]

        def also(connection: Any) -> None:
            watching.learn(connection, learned)
            runs.progress(connection, self.run, 0, 0, failures)

        added = add(self.chronicle, codings, self.run, also)
        self._told([*failures, *added.failures])
        for name in ("articles", "events", "editions", "new"):
            self.tally[name] += getattr(added, name)
        for standing in added.lost:
            self.tell(f"judgement {standing.judgement}: {standing.state}; see `khronika judgements`")
        if added.articles:
            editions = f", {added.editions:,} of them other editions" if added.editions else ""
            self.tell(f"{added.articles:,} article{'' if added.articles == 1 else 's'} and {added.events:,} events stored{editions}")

    def _take_hosts(self, learned: Learned, failures: list[Failure]) -> None:
        """Put what was learned of hosts beside the rest, to be written with it."""
        learned.hosts += self.hosts.learned.values()
        failures += (
            Failure(error.what, url, "its host is left alone until it can be read", stage="watch")
            for url, error in self.hosts.failed.items()
        )
        self.hosts.learned, self.hosts.failed = {}, {}

    def _heard(self, outcome: list[Failure] | BaseException) -> None:
        """Keep what failed in telling people."""
        if isinstance(outcome, KhronikaError) or not isinstance(outcome, list | Exception):
            raise outcome
        if isinstance(outcome, Exception):
            outcome = [Failure(f"failed unexpectedly ({type(outcome).__name__}: {outcome})", "alerts", "report this", stage="watch")]
        if outcome:
            with self.chronicle.writing() as connection:
                runs.progress(connection, self.run, 0, 0, outcome)
            self._told(outcome)

    def _told(self, failures: Sequence[Failure]) -> None:
        self.tally["failed"] += len(failures)
        for failure in failures:
            self.tell(str(failure))

    def _merge(self) -> None:
        """Merge what came, and look what is to be told of it."""
        self.merged = self.clock()

        def told(_done: int, _all: int) -> None:
            self.together.check()

        if merging.unmerged(self.chronicle):
            merging.merge(self.chronicle, told=told)
        self.telling.look()
