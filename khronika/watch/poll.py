"""Asking a list for what is new, and a page for its article: one request each, and what follows from the answer."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace

from khronika.model import Article, Failure
from khronika.read import Options
from khronika.read.decode import clean
from khronika.store.watching import FAILED, KEPT, REFUSED, WAITING, Learned, ListState, PageState
from khronika.watch.address import AddressError, Target
from khronika.watch.body import BodyError, unpacked
from khronika.watch.fetch import Answer, Fetcher, FetchError, RefusedError, Wanted
from khronika.watch.hosts import SOON, ClosedError, Hosts, back_off
from khronika.watch.lists import Entry, ListError, Listing, feed, sitemap
from khronika.watch.page import KINDS, article
from khronika.watch.plan import Source, Watch

STAGE = "watch"
# Answers that speak for a whole host: too many requests, not now.
HOST_WIDE = (429, 503)
Seen = Callable[[Sequence[str]], Mapping[str, PageState]]


@dataclass(slots=True)
class Polled:
    """What asking a list has brought: what is to be written, how many pages are new, what failed, what a person should know."""

    learned: Learned = field(default_factory=Learned)
    new: int = 0
    failures: list[Failure] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Got:
    """What fetching a page has brought: the page's new state, the answer or article, what failed."""

    page: PageState
    answer: Answer | None = None
    article: Article | None = None
    failure: Failure | None = None


class Poller:
    """Asks lists and pages. `seen` tells which pages were named before, `options` how pages are read."""

    def __init__(self, watch: Watch, fetcher: Fetcher, hosts: Hosts, clock: Callable[[], float], seen: Seen, options: Options) -> None:
        self.watch, self.fetcher, self.hosts, self.clock, self.seen, self.options = watch, fetcher, hosts, clock, seen, options

    async def poll(self, state: ListState, source: Source, children: Sequence[ListState] = ()) -> Polled:
        """Ask a list. `children` are the maps that it named before."""
        try:
            answer = await self._get(Wanted(state.url, (), self._largest(source), state.etag, state.modified), source)
            listing = None if answer.same else self._listing(answer, source)
        except ClosedError as error:
            return Polled(Learned([replace(state, due=error.until)]))
        except (FetchError, ListError, BodyError) as error:
            return self.list_failed(state, error)
        polled = Polled()
        now = self.clock()
        self._maps(polled, state, source, listing, children)
        truncated = listing is not None and self._entries(polled, state, source, listing.entries)
        done = replace(state, asked=now, due=now + source.every if state.url == source.url else None, failures=0, problem=None)
        # What was left out this time is only named again if the list is sent again.
        done = replace(done, etag=None if truncated else answer.etag, modified=None if truncated else answer.modified)
        polled.learned.lists.insert(0, done)
        return polled

    def list_failed(self, state: ListState, error: Exception) -> Polled:
        """What follows if a list could not be had: it is asked again, later each time."""
        wait = error.wait if isinstance(error, FetchError) else None
        self._leave_alone(state.url, error)
        failures = state.failures + 1
        later = self.clock() + back_off(self.watch, failures, wait, SOON)
        failure = Failure(_told(error), state.url, "it is asked again later", stage=STAGE)
        return Polled(Learned([replace(state, due=later, failures=failures, problem=failure.what)]), failures=[failure])

    async def fetch(self, page: PageState, source: Source) -> Got:
        """Fetch a page, or learn that it has not changed."""
        try:
            answer = await self._get(Wanted(page.url, KINDS, self.watch.largest_page, page.etag, page.modified), source)
        except ClosedError as error:
            return Got(replace(page, due=error.until))
        except FetchError as error:
            return self.page_failed(page, error)
        if answer.same:
            return Got(self._visited(page))
        return Got(page, answer)

    async def made(self, got: Got, source: Source) -> Got:
        """The article of what was fetched."""
        if got.answer is None:
            return got
        try:
            found = article(got.answer, got.page, source, self.options)
        except FetchError as error:
            return self.page_failed(got.page, error)
        page = replace(self._visited(got.page), state=KEPT, article=found.id, etag=got.answer.etag, modified=got.answer.modified)
        return Got(page, article=found)

    def page_failed(self, page: PageState, error: Exception) -> Got:
        """What follows if a page could not be had: another try later, or none."""
        fetch_error = error if isinstance(error, FetchError) else FetchError(_told(error), "report this", again=False)
        self._leave_alone(page.url, error)
        tries = page.tries + 1
        if fetch_error.again and tries < self.watch.tries:
            state = replace(page, tries=tries, due=self.clock() + back_off(self.watch, tries, fetch_error.wait))
            advice = fetch_error.advice
        else:
            # What was got once stays; there is only no more asking.
            lost = page.state if page.state == KEPT else REFUSED if isinstance(error, RefusedError) else FAILED
            state = replace(page, tries=tries, due=None, state=lost)
            advice = "it is given up" if fetch_error.again else fetch_error.advice
        return Got(state, failure=Failure(fetch_error.what, page.url, advice, page.article, STAGE))

    async def _get(self, wanted: Wanted, source: Source) -> Answer:
        def turn(target: Target) -> AbstractAsyncContextManager[None]:
            return self.hosts.turn(target, source.pause)

        return await self.fetcher.get(wanted, turn)

    def _largest(self, source: Source) -> int:
        return self.watch.largest_page if source.kind == "feed" else self.watch.largest_map

    def _listing(self, answer: Answer, source: Source) -> Listing:
        if source.kind == "feed":
            return feed(answer.body, answer.url, answer.kind)
        return sitemap(unpacked(answer.body, self.watch.largest_map), answer.url)

    def _leave_alone(self, url: str, error: Exception) -> None:
        """Leave the whole host alone if it asks for that."""
        if isinstance(error, FetchError) and error.wait and error.status in HOST_WIDE:
            self.hosts.close(self.fetcher.target(url).host_name, error.wait)

    def _visited(self, page: PageState) -> PageState:
        waits = self.watch.revisit[page.visits : page.visits + 1]
        return replace(page, visits=page.visits + 1, tries=0, due=self.clock() + waits[0] if waits else None)

    def _maps(self, polled: Polled, state: ListState, source: Source, listing: Listing | None, children: Sequence[ListState]) -> None:
        """The maps of an index: those that are new, have changed, or of which it says nothing are asked."""
        if state.url != source.url:
            if listing is not None and listing.maps:
                polled.notices.append(f"{state.url}: is an index within an index; its maps are not read")
            return
        now = self.clock()
        before = {child.url: child for child in children}
        if listing is None:
            polled.learned.lists += (replace(child, due=now) for child in children if child.version is None and child.due is None)
            return
        named = _newest(listing.maps, self.watch.maps, now - source.since)
        polled.learned.gone += [url for url in before if url not in named]
        for url, version in named.items():
            old = before.get(url)
            if url == source.url:
                continue
            if old is None:
                polled.learned.lists.append(ListState(url, source.url, version, due=now))
            elif (version is None or version != old.version) and old.due is None:
                polled.learned.lists.append(replace(old, version=version, due=now))

    def _entries(self, polled: Polled, state: ListState, source: Source, entries: Sequence[Entry]) -> bool:
        """The pages that are new or have changed; True if there were more than are taken at once."""
        oldest = self.clock() - source.since
        wanted = [entry for entry in entries if _is_wanted(entry, source, oldest)]
        seen = self.seen([entry.url for entry in wanted])
        new = [entry for entry in wanted if entry.url not in seen]
        for entry in new[: source.most]:
            self._new(polled, state, source, entry)
        changed = [entry for entry in wanted if entry.url in seen and _has_changed(seen[entry.url], entry, state)]
        for entry in changed[: source.most]:
            page = seen[entry.url]
            given = {**page.given, **{name: value for name, value in entry.given.items() if value}}
            state_of = WAITING if page.state == FAILED else page.state
            polled.learned.pages.append(replace(page, version=entry.version, given=given, due=self.clock(), tries=0, state=state_of))
        if len(new) > source.most:
            polled.notices.append(f"{state.url}: names {len(new):,} new pages; the newest {source.most:,} are taken, the others later")
        return max(len(new), len(changed)) > source.most

    def _new(self, polled: Polled, state: ListState, source: Source, entry: Entry) -> None:
        given = {name: clean(value)[0] for name, value in entry.given.items() if value}
        page = PageState(entry.url, "", state.url, source.url, entry.version, due=self.clock(), given=given)
        try:
            page = replace(page, host=self.fetcher.guard.target(entry.url).host_name)
            polled.new += 1
        except AddressError as error:
            page = replace(page, state=REFUSED, due=None)
            polled.failures.append(Failure(str(error), entry.url, "it is left out", stage=STAGE))
        polled.learned.pages.append(page)


def _is_wanted(entry: Entry, source: Source, oldest: float) -> bool:
    if source.only and not entry.url.startswith(source.only):
        return False
    return entry.changed is None or entry.changed.timestamp() >= oldest


def _has_changed(page: PageState, entry: Entry, state: ListState) -> bool:
    """Whether the list that named a page says that there is another edition of it; what other lists say of it may always differ."""
    return page.list == state.url and page.version != entry.version and page.state in (KEPT, FAILED)


def _newest(maps: Sequence[tuple[str, str | None]], most: int, oldest: float) -> dict[str, str | None]:
    """The maps of an index that are read: the newest ones; those without a time count as new."""

    def moment(version: str | None) -> float:
        try:
            found = datetime.datetime.fromisoformat(version or "")
        except ValueError:
            return float("inf")
        return (found if found.tzinfo else found.replace(tzinfo=datetime.UTC)).timestamp()

    # A day's grace: maps often have a day only.
    fresh = [(moment(version), place, url, version) for place, (url, version) in enumerate(maps) if moment(version) >= oldest - 86_400]
    # Maps without a time are mostly numbered upward: the last ones are the newest.
    return {url: version for _, _, url, version in sorted(fresh, key=lambda one: one[:2], reverse=True)[:most]}


def _told(error: Exception) -> str:
    if isinstance(error, FetchError | ListError | BodyError):
        return str(error)
    return f"failed unexpectedly ({type(error).__name__}: {' '.join(str(error).split())[:200]})"
