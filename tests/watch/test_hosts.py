"""Turns at a host, whoever asks for them."""

from __future__ import annotations

import asyncio
import itertools
import time

from khronika.store.watching import HostState
from khronika.watch.address import Guard
from khronika.watch.fetch import Fetcher
from khronika.watch.hosts import REMEMBERED, Hosts, back_off
from khronika.watch.plan import Watch


def hosts(**given) -> Hosts:
    watch = Watch(**given)
    return Hosts(Fetcher(Guard(), "khronika/test"), watch, "khronika", time.time, HostState)


def turns(made: Hosts, *urls: str, pause: float) -> list[float]:
    """When each of several turns that are asked for at the same moment began."""
    began: list[float] = []

    async def one(url: str) -> None:
        async with made.turn(made.fetcher.target(url), pause, robots=False):
            began.append(time.monotonic())

    async def all_of_them() -> None:
        await asyncio.gather(*(one(url) for url in urls))

    asyncio.run(all_of_them())
    return began


def test_turns_at_one_host_come_one_after_the_other_and_at_several_at_once():
    same = turns(hosts(), *["http://a.example/"] * 3, pause=0.1)
    assert all(after - before >= 0.099 for before, after in itertools.pairwise(same))
    others = turns(hosts(), "http://a.example/", "http://b.example/", "http://c.example/", pause=5.0)
    assert max(others) - min(others) < 1


def test_waits_double_and_have_an_end():
    watch = Watch(back_off=10.0, longest_wait=100.0)
    waits = [back_off(watch, failures) for failures in range(1, 9)]
    assert all(0.75 * most <= wait <= most for wait, most in zip(waits, [10, 20, 40, 80, 100, 100, 100, 100], strict=True))
    assert len({back_off(watch, 1) for _ in range(20)}) > 1
    assert back_off(watch, 1, wait=50) == 50
    assert back_off(watch, 1, wait=1e12) == 100
    assert back_off(watch, 10_000, most=30) <= 30


def test_memory_of_hosts_is_bounded():
    made = hosts()
    busy = made.fetcher.target("http://busy.example/").host_name
    made.close(busy, 60)
    for number in range(REMEMBERED + 10):
        made._host(f"{number}.example")
    made.forget()
    assert set(made._hosts) == {busy}
