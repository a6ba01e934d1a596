"""How fast the pages come, how large they are, and whether many readers and a writer get on.

    python benchmarks/page.py CHRONICLE [--seconds 60] [--readers 50]

Serves the chronicle with `khronika serve --read-only` on a free port, asks for every kind of page three times and prints the slowest, with
the size of the page and of all files that it loads. With `--seconds`, readers then ask for pages at random for so long, each as soon as it
has its last, while a writer adds synthetic articles (benchmarks/store.py) and merges them; printed are answers, errors and how long answers
took. The writer changes the chronicle: give a copy. `benchmarks/store.py --folder` makes a large one.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime
import random
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

import httpx
import store
from store import BATCH, World

from khronika.store import add, merging, open_chronicle

TRIES = 3
LIMIT_SECONDS, LIMIT_BYTES = 1.0, 500_000
START_SECONDS = 600
PATIENCE = 120.0
ASSET = re.compile(r'(?:src|<link rel="(?:stylesheet|icon)" href)="(/static/[^"]+)"')
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@dataclass(slots=True)
class Told:
    """What happened while many read and one wrote."""

    took: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    written: int = 0


def served(chronicle: str) -> tuple[subprocess.Popen[str], str]:
    """A server of the chronicle, and its address once it answers."""
    command = [sys.executable, "-m", "khronika", "serve", "--on", chronicle, "--read-only", "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    while line := process.stderr.readline() if process.stderr else "":
        if found := ADDRESS.search(line):
            threading.Thread(target=lambda: [None for _ in process.stderr or ()], daemon=True).start()
            return process, found[0]
    raise SystemExit("the server did not start")


def paths_of(client: httpx.Client) -> list[str]:
    """One address of every kind of page, with what a reader would ask."""
    incidents = client.get("/incidents.json", params={"limit": 50}).json()["incidents"]
    largest = max(incidents, key=lambda incident: len(incident["events"]))
    [event] = client.get("/events.json", params={"limit": 1}).json()["events"]
    actor = f"{event['actors'][0]['country']}%20{event['actors'][0]['sector']}" if event["actors"] else "BLR"
    place = event["place"]["name"] if event["place"] else "Minsk"
    return [
        "/", "/?view=world", "/?view=POL", "/?type=COERCE", "/?type=PROTEST&status=denied",
        "/?since=2018&until=2018", f"/?place={place}", "/?actor=COP&recipient=CVL", "/?text=police", "/?min_confidence=0.9", "/?text=xyzzy",
        "/timeline", "/incidents", "/incidents?country=BLR", "/events", "/articles", "/actors", "/actors?type=ASSAULT", f"/actor/{actor}",
        "/tally/arrested", "/tally/arrested?country=UKR", "/detentions", "/protests", "/sanctions", f"/incident/{largest['id']}",
        f"/event/{event['id']}", f"/article/{event['article']['id']}", "/situation.json", "/incidents.csv", "/incidents.atom",
    ]  # fmt: skip


def measure(client: httpx.Client, paths: list[str]) -> None:
    """Print the time and size of each page."""
    assets: dict[str, int] = {}
    worst_time = worst_size = 0.0
    for path in paths:
        took, size = 0.0, 0
        for _ in range(TRIES):
            began = time.perf_counter()
            answer = client.get(path)
            took = max(took, time.perf_counter() - began)
            if answer.status_code != httpx.codes.OK:
                raise SystemExit(f"{path}: status {answer.status_code}")
        for asset in set(ASSET.findall(answer.text)):
            if asset not in assets:
                assets[asset] = len(client.get(asset).content)
            size += assets[asset]
        own = len(answer.content)
        print(f"{took:7.3f} s  {own / 1000:6.0f} KB  {(own + size) / 1000:6.0f} KB with scripts and styles  {path}")
        worst_time, worst_size = max(worst_time, took), max(worst_size, own + size)
    print(f"slowest {worst_time:.3f} s (wanted: under {LIMIT_SECONDS:g})")
    print(f"largest {worst_size / 1000:.0f} KB (wanted: under {LIMIT_BYTES // 1000})")


async def crowd(address: str, paths: list[str], readers: int, seconds: float, told: Told) -> None:
    """Readers who ask for pages at random, all at once."""
    end = time.monotonic() + seconds
    limits = httpx.Limits(max_connections=readers)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=PATIENCE) as client:

        async def reader(seed: int) -> None:
            chosen = random.Random(seed)
            while time.monotonic() < end:
                path, began = chosen.choice(paths), time.perf_counter()
                try:
                    answer = await client.get(path)
                except httpx.HTTPError as error:
                    told.errors.append(f"{path}: {type(error).__name__} {error}")
                    continue
                told.took.append(time.perf_counter() - began)
                if answer.status_code != httpx.codes.OK:
                    told.errors.append(f"{path}: status {answer.status_code}")

        await asyncio.gather(*(reader(seed) for seed in range(readers)))


def write(chronicle: str, stop: threading.Event, told: Told) -> None:
    """Add articles, and merge them, until told to stop."""
    # News are of the last days: articles from all over the years would have all of them merged anew.
    store.FIRST_DAY, store.DAYS = datetime.date(2022, 1, 1), 3
    world, number = World(3), 30_000_000 + int(time.time()) % 10_000_000
    with open_chronicle(chronicle) as opened:
        while not stop.is_set():
            batch: list[Any] = [world.coding(number + n) for n in range(BATCH)]
            try:
                add(opened, batch)
                merging.merge(opened)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what is measured
                told.errors.append(f"writer: {type(error).__name__} {error}")
            told.written += BATCH
            number += BATCH
            stop.wait(1.0)


def together(chronicle: str, address: str, paths: list[str], readers: int, seconds: float) -> Told:
    """Many readers and one writer for a time."""
    told, stop = Told(), threading.Event()
    writer = threading.Thread(target=write, args=(chronicle, stop, told))
    writer.start()
    try:
        asyncio.run(crowd(address, paths, readers, seconds, told))
    finally:
        stop.set()
        writer.join()
    return told


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("chronicle", help="a chronicle; with --seconds a copy, since it is written to")
    parser.add_argument("--seconds", type=float, default=0, help="how long readers and a writer go on together; default: not at all")
    parser.add_argument("--readers", type=int, default=50)
    options = parser.parse_args()
    process, address = served(options.chronicle)
    try:
        with httpx.Client(base_url=address, timeout=START_SECONDS) as client:
            began = time.perf_counter()
            client.get("/")
            print(f"first page after the start: {time.perf_counter() - began:.2f} s")
            paths = paths_of(client)
            measure(client, paths)
        if options.seconds:
            told = together(options.chronicle, address, paths, options.readers, options.seconds)
            cuts = quantiles(told.took, n=100) if len(told.took) > 1 else [0.0] * 99
            print(f"{options.readers} readers and one writer for {options.seconds:g} s: {len(told.errors)} errors")
            print(f"{len(told.took):,} answers, {told.written:,} articles written")
            print(
                f"half of the answers within {cuts[49]:.2f} s, 95 % within {cuts[94]:.2f} s, all within {max(told.took, default=0):.2f} s"
            )
            for error in told.errors[:10]:
                print(f"  {error}")
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
