"""Politeness: how many requests at once and how long between them, what robots.txt forbids, and hosts that asked to be left alone."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from khronika.read.html import decoded
from khronika.store.watching import HostState
from khronika.watch.address import Target
from khronika.watch.fetch import Fetcher, FetchError, RefusedError, Wanted
from khronika.watch.plan import HOUR, Watch
from khronika.watch.robots import Robots

# Hosts that are remembered between rounds; what matters of the others is in the chronicle.
REMEMBERED = 2_000
# Bytes of a robots.txt; what is longer cannot be in earnest.
LARGEST = 4_000_000
# Lists, robots.txt and messages are asked for at least so often, so that hardly anything is missed after the network was gone for a while.
SOON = HOUR
# The longest pause that is waited for within a round; for a longer one the round leaves the host to a later one.
PATIENT = 20.0


class ClosedError(Exception):
    """A host that is to be left alone until a time (seconds since 1970)."""

    def __init__(self, host: str, until: float) -> None:
        super().__init__(f"{host} is to be left alone")
        self.host, self.until = host, until


@dataclass(slots=True)
class _Host:
    """What is known of a host while we run."""

    slots: asyncio.Semaphore
    state: HostState
    robots: Robots | None = None
    free_at: float = 0.0
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)


def back_off(watch: Watch, failures: int, wait: float | None = None, most: float | None = None) -> float:
    """Seconds to the next try after so many failures in a row: each time twice as long, not in step with others, at least `wait`.

    `most` is the longest that is chosen; what a server asks for may be longer.
    """
    longest = watch.longest_wait if most is None else min(most, watch.longest_wait)
    chosen = min(watch.back_off * 2.0 ** min(failures - 1, 30), longest)
    return max(chosen * random.uniform(0.75, 1.0), min(wait or 0.0, watch.longest_wait))


class Hosts:
    """All hosts that are asked. `known` gives what the chronicle has of one; `learned` are states to be written, by host."""

    def __init__(self, fetcher: Fetcher, watch: Watch, agent: str, clock: Callable[[], float], known: Callable[[str], HostState]) -> None:
        """`agent` is the name that robots.txt may speak of."""
        self.fetcher, self.watch, self.agent, self.clock, self.known = fetcher, watch, agent, clock, known
        self.learned: dict[str, HostState] = {}
        # Hosts whose robots.txt could not be had in this round, and why.
        self.failed: dict[str, FetchError] = {}
        self._hosts: dict[str, _Host] = {}

    def busy(self) -> dict[str, float]:
        """Hosts that are in their pause, or to be left alone, and until when."""
        now = self.clock()
        found = {name: max(host.free_at, host.state.closed) for name, host in self._hosts.items()}
        return {name: until for name, until in found.items() if until > now}

    def forget(self) -> None:
        """Keep memory bounded: forget hosts of which nothing matters just now."""
        if len(self._hosts) > REMEMBERED:
            busy = self.busy()
            self._hosts = {name: host for name, host in self._hosts.items() if name in busy}

    def close(self, host: str, seconds: float) -> None:
        """Leave a host alone for a while, as it asked."""
        one = self._host(host)
        one.state = replace(one.state, closed=max(one.state.closed, self.clock() + min(seconds, self.watch.longest_wait)))
        self.learned[host] = one.state

    @asynccontextmanager
    async def turn(self, target: Target, pause: float, *, robots: bool = True) -> AsyncIterator[None]:
        """Wait for a turn at a host and hold it. Raises ClosedError, and FetchError for what robots.txt forbids."""
        name = target.host_name
        host = self._host(name)
        if robots:
            pause = max(pause, (await self.permit(target, pause)).delay)
        elif host.state.closed > self.clock():
            raise ClosedError(name, host.state.closed)
        async with host.slots:
            if host.free_at - self.clock() > PATIENT:
                raise ClosedError(name, host.free_at)
            while (left := host.free_at - self.clock()) > 0:
                await asyncio.sleep(left)
            host.free_at = self.clock() + pause
            try:
                yield
            finally:
                host.free_at = max(host.free_at, self.clock() + pause)

    async def permit(self, target: Target, pause: float) -> Robots:
        """What robots.txt asks of us. Raises ClosedError, and FetchError if it forbids to fetch the target."""
        host = self._host(target.host_name)
        if host.state.closed > self.clock():
            raise ClosedError(target.host_name, host.state.closed)
        rules = await self._robots(target, host, pause)
        if not rules.allows(target.url.raw_path.decode("ascii")):
            raise FetchError("robots.txt forbids to fetch it", "it is left out", again=False)
        return rules

    def _host(self, name: str) -> _Host:
        if name not in self._hosts:
            self._hosts[name] = _Host(asyncio.Semaphore(self.watch.host_at_once), self.known(name))
        return self._hosts[name]

    async def _robots(self, target: Target, host: _Host, pause: float) -> Robots:
        """A host's rules, fetched if they are not known or old. Raises ClosedError while they cannot be had."""
        async with host.asking:
            state = host.state
            if state.due > self.clock():
                if state.robots is None:
                    raise ClosedError(state.host, state.due)
                host.robots = host.robots or Robots.of(state.robots, self.agent)
                return host.robots
            host.state = self.learned[state.host] = await self._asked(target, state, pause)
            if host.state.robots is None:
                raise ClosedError(state.host, host.state.due)
            host.robots = Robots.of(host.state.robots, self.agent)
            return host.robots

    async def _asked(self, target: Target, state: HostState, pause: float) -> HostState:
        """Fetch robots.txt: what is not there allows everything, what cannot be had allows nothing until it can."""
        url = str(target.url.copy_with(path="/robots.txt", query=None))
        try:
            answer = await self.fetcher.get(Wanted(url, largest=LARGEST), lambda hop: self.turn(hop, pause, robots=False))
        except RefusedError:
            raise
        except FetchError as error:
            if error.status is not None and 400 <= error.status < 500 and error.status != 429:
                return replace(state, robots="", due=self.clock() + self.watch.robots_every, failures=0)
            self.failed[url] = error
            failures = state.failures + 1
            return replace(state, robots=None, due=self.clock() + back_off(self.watch, failures, error.wait, SOON), failures=failures)
        text = (decoded(answer.body, "utf-8") or "").replace("\0", "")
        return replace(state, robots=text, due=self.clock() + self.watch.robots_every, failures=0)
