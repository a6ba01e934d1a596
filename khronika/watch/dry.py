"""What watching would fetch, without fetching it and without a trace in the chronicle. The lists themselves are asked."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from khronika.model import Failure
from khronika.read import Options
from khronika.store import Chronicle, watching
from khronika.store.watching import HostState, ListState, PageState
from khronika.watch.address import Guard
from khronika.watch.fetch import Fetcher, FetchError
from khronika.watch.hosts import ClosedError, Hosts
from khronika.watch.plan import Plan, Source
from khronika.watch.poll import Polled, Poller
from khronika.watch.rounds import NAME, agent_of
from khronika.watch.together import Together


@dataclass(frozen=True, slots=True)
class Would:
    """A page that would be fetched, or the reason why not."""

    url: str
    source: str
    refused: str | None = None


class DryRun:
    """Asks all lists of a plan once. `chronicle` is None if there is none yet."""

    def __init__(self, plan: Plan, chronicle: Chronicle | None) -> None:
        self.plan, self.chronicle = plan, chronicle
        watch = plan.watch
        self.fetcher = Fetcher(Guard.of(watch.allow), agent_of(watch.contact), timeout=watch.timeout, redirects=watch.redirects)
        self.hosts = Hosts(self.fetcher, watch, NAME, time.time, self._host)
        self.poller = Poller(watch, self.fetcher, self.hosts, time.time, self._seen, Options())
        self.together = Together(watch.at_once)

    async def go(self) -> Iterator[Would | Failure]:
        """What would be fetched now, and what failed."""
        self.together.begin()
        found: list[Would | Failure] = []
        asked: set[str] = set()
        lists = [(ListState(source.url, source.url), source) for source in self.plan.sources]
        while lists:
            outcomes = await self.together.run([self.poller.poll(state, source) for state, source in lists])
            more: list[tuple[ListState, Source]] = []
            asked |= {state.url for state, _ in lists}
            for (state, source), outcome in zip(lists, outcomes, strict=True):
                polled = self.poller.list_failed(state, outcome) if isinstance(outcome, Exception) else outcome
                found += polled.failures
                found += await self._pages(polled)
                more += ((replace(child, etag=None), source) for child in polled.learned.lists if child.url not in asked)
            lists = more
        found += (Failure(error.what, url, "its host is left alone until it can be read") for url, error in self.hosts.failed.items())
        return iter(found)

    async def _pages(self, polled: Polled) -> list[Would]:
        pages = [page for page in polled.learned.pages if page.due is not None]
        refusals = await self.together.run([self._refused(page) for page in pages])
        return [Would(page.url, page.source, str(refusal) if refusal else None) for page, refusal in zip(pages, refusals, strict=True)]

    async def _refused(self, page: PageState) -> str | None:
        """Why a page would not be fetched, as far as that can be told without asking for it."""
        try:
            await self.hosts.permit(self.fetcher.target(page.url), self.plan.watch.pause)
        except FetchError as error:
            return error.what
        except ClosedError:
            return "its host is left alone"
        return None

    def _host(self, name: str) -> HostState:
        return watching.host(self.chronicle, name) if self.chronicle is not None else HostState(name)

    def _seen(self, urls: Sequence[str]) -> Mapping[str, PageState]:
        return watching.pages(self.chronicle, urls) if self.chronicle is not None else {}
