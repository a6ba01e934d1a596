"""What `khronika watch` takes in the course of weeks: a real server on this machine, and a clock that leaps where the watcher would sleep.

    python benchmarks/soak.py [--polls 20000] [--sites 5] [--folder DIR]

Each site has a feed that is asked every 15 minutes and names a new page every hours, with pages that fail, move, change, are no pages or
come late, and days on which the whole site is down. Everything is as in `khronika watch` (rounds, fetching, coding, storing, merging,
alerts), but for the clock. Prints, ten times in the course: memory, open files and threads of the process, rows that wait, bytes of the
chronicle for each article, and the time that a poll takes. Ends with code 1 if memory grew in the second half of the run by more than
is allowed, if files stay open, or if an article takes more room than it did at half time.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import random
import resource
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from khronika.pipeline import Pipeline
from khronika.settings import load_settings
from khronika.store import Chronicle, Filters, open_chronicle
from khronika.store import chronicle as chronicles
from khronika.store.outbox import GIVEN_UP, WAITING
from khronika.store.schema import alert_outbox, articles, failures, incidents, watch_hosts, watch_pages
from khronika.watch.plan import DAY, HOUR, Alert, Plan, Source, Watch
from khronika.watch.rounds import Watching
from khronika.watch.together import Together

BEGIN = 1_795_000_000.0
# Pages that a feed names, and seconds from one to the next.
NAMED, GAP = 30, 3.1 * HOUR
# Days on which a site is down: the last two of each fortnight, another fortnight for each site.
FORTNIGHT, DOWN = 14 * DAY, 2 * DAY
# Bytes of memory by which the process may grow in the second half, and files that may be open beside those at the first look.
GROWTH, FILES = 30_000_000, 12
# Memory in KiB that SQLite may keep of the chronicle: little, and soon filled, so that what else grows is seen.
CACHE_KIB = 8_192
LOOKS = 10
TOWNS = ("Brest", "Gomel", "Grodno", "Lida", "Minsk", "Mogilev", "Orsha", "Pinsk", "Polotsk", "Vitebsk")
WHO = ("teachers", "students", "miners", "doctors", "drivers", "pensioners", "journalists", "farmers")
SENTENCES = (
    "Police arrested {n} {who} in {town} on Friday, a lawyer for the group named {name} said.",
    "Some {n} {who} marched through {town} and demanded the release of {name}.",
    "The ministry condemned the march in {town} and called {name} a liar.",
    "A court in {town} freed {n} {who} after {name} paid a fine.",
    "Talks between the government and the {who} will begin in {town} next week, {name} said.",
)


class Clock:
    """Seconds since 1970 as the watcher sees them: real time from a day in 2026 on, and what was slept."""

    def __init__(self) -> None:
        self._began, self.slept = time.monotonic(), 0.0

    def __call__(self) -> float:
        """The time."""
        return BEGIN + time.monotonic() - self._began + self.slept


class Leaping(Together):
    """Does not sleep, but puts the clock on."""

    def __init__(self, at_once: int, clock: Clock, awake: Callable[[], None]) -> None:
        """`awake` is called after each leap."""
        super().__init__(at_once)
        self.clock, self.awake = clock, awake

    async def sleep(self, seconds: float) -> None:
        """Leap, and let others run."""
        self.clock.slept += seconds
        await asyncio.sleep(0)
        self.awake()


class Site:
    """One web site: all that it answers follows from its number and the time."""

    def __init__(self, number: int, clock: Clock, asked: Counter[str]) -> None:
        self.number, self.clock, self.asked = number, clock, asked
        self.host = ""

    def newest(self) -> int:
        """The number of the page that came last."""
        return int((self.clock() - BEGIN) / GAP)

    def down(self) -> bool:
        """Whether nothing can be had today."""
        since = (self.clock() - BEGIN + self.number * 2 * DAY) % FORTNIGHT
        return since >= FORTNIGHT - DOWN

    def edition(self, page: int) -> int:
        """Some pages are corrected half a day after they came."""
        return 2 if page % 29 == 5 and self.clock() - BEGIN > page * GAP + 12 * HOUR else 1

    def feed(self) -> bytes:
        """The newest pages."""
        items = []
        for page in range(max(self.newest() - NAMED + 1, 0), self.newest() + 1):
            day = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(BEGIN + page * GAP))
            title = f"Report {page} of edition {self.edition(page)}"
            items.append(
                f"<item><title>{title}</title><link>/{page}</link><pubDate>{day}</pubDate><author>Writer {page % 7}</author></item>"
            )
        return f'<rss version="2.0"><channel><title>Site {self.number}</title>{"".join(items)}</channel></rss>'.encode()

    def page(self, page: int) -> bytes:
        """An article. Each has names and words that no other has, as news does."""
        rng = random.Random(f"{self.number} {page}")
        made = [
            rng.choice(SENTENCES).format(n=rng.randrange(3, 400), who=rng.choice(WHO), town=rng.choice(TOWNS), name=_name(rng))
            for _ in range(8)
        ]
        body = "".join(f"<p>{sentence}</p>" for sentence in [*made, f"Edition {self.edition(page)} of this report."])
        return (
            f"<html><head><title>{made[0][:50]}</title></head><body><article><h1>{made[0][:50]}</h1>{body}</article></body></html>".encode()
        )

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer a request, or misbehave."""
        path = handler.path
        self.asked[f"{self.number}{path}"] += 1
        self.asked["feeds"] += path == "/feed"
        if self.down():
            _send(handler, 503, b"", Retry_After="7200")
        elif path == "/robots.txt":
            _send(handler, 200, b"User-agent: *\nDisallow: /private\n", "text/plain")
        elif path == "/feed":
            _tagged(handler, self.feed() if self.newest() % 41 else b"<rss><broken", "application/rss+xml")
        elif path == "/hook":
            handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
            _send(handler, 200 if self.asked["/hook"] % 5 else 500, b"")
            self.asked["/hook"] += 1
        else:
            self._answer_page(handler, path)

    def _answer_page(self, handler: BaseHTTPRequestHandler, path: str) -> None:
        page, tries = int(path.strip("/").removesuffix("-moved")), self.asked[f"{self.number}{path}"]
        if page % 17 == 3:
            _send(handler, 404, b"")
        elif page % 19 == 4 and tries < 3:
            _send(handler, 500, b"")
        elif page % 23 == 6 and not path.endswith("-moved"):
            _send(handler, 302, b"", Location=f"/{page}-moved")
        elif page % 31 == 7:
            _send(handler, 200, b"%PDF-1.4", "application/pdf")
        elif page % 37 == 8:
            _send(handler, 200, b"<p>" + b"x" * 400_000, "text/html")
        elif page % 43 == 9:
            handler.close_connection = True  # nothing at all
        else:
            _tagged(handler, self.page(page), "text/html; charset=utf-8")


def _name(rng: random.Random) -> str:
    return " ".join(
        "".join(rng.choice(("ka", "lo", "mi", "ren", "sta", "vo", "dul", "pe", "zan", "ti")) for _ in range(3)).title() for _ in "ab"
    )


def _tagged(handler: BaseHTTPRequestHandler, body: bytes, kind: str) -> None:
    """Send a body with its hash, or nothing if the other side has it."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if handler.headers.get("If-None-Match") == tag:
        _send(handler, 304, b"")
    else:
        _send(handler, 200, body, kind, ETag=tag)


def _send(handler: BaseHTTPRequestHandler, status: int, body: bytes, kind: str = "", **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
        if value and not (name == "Content-Length" and status == 304):
            handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """The site on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Answer."""
            site.answer(self)

        def do_POST(self) -> None:
            """Answer."""
            site.answer(self)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Say nothing: the other side hangs up on bodies that are too long."""

    server = Server(("127.0.0.1", 0), Handler)
    site.host = f"127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True, slots=True)
class Look:
    """How the process stands: days watched, polls, articles, bytes of memory, files, threads, rows, bytes of the chronicle, seconds."""

    days: float
    polls: int
    articles: int
    pages: int
    memory: int
    files: int
    threads: int
    waiting: int
    failures: int
    hosts: int
    size: int
    seconds: float

    def shown(self, before: Look | None) -> str:
        """A row of the table."""
        polls = self.polls - (before.polls if before else 0)
        each = (self.seconds - (before.seconds if before else 0.0)) / max(polls, 1)
        return (
            f"{self.days:6.1f} {self.polls:7,} {self.articles:8,} {self.pages:6,} {self.memory / 1e6:8.1f} {self.files:5} {self.threads:7} "
            f"{self.waiting:7} {self.failures:8,} {self.size / max(self.articles, 1) / 1e3:10.1f} {each * 1e3:8.1f}"
        )


HEAD = "  days   polls articles  pages memoryMB files threads waiting failures KB/article ms/poll"


class Soak:
    """A watcher, its sites, and what is seen of them."""

    def __init__(self, chronicle: Chronicle, path: Path, sites: list[Site], clock: Clock, asked: Counter[str], polls: int) -> None:
        self.chronicle, self.path, self.clock, self.asked, self.polls = chronicle, path, clock, asked, polls
        watch = Watch(pause=0.0, largest_page=300_000, allow=tuple(site.host for site in sites))
        sources = tuple(Source("feed", f"http://{site.host}/feed", watch.every, 0.0, watch.most, watch.since) for site in sites)
        alert = Alert("arrests", Filters(type=("COERCE",)), webhook=f"http://{sites[0].host}/hook", atom=path.parent / "arrests.atom")
        self.watching = Watching(Plan(sources, watch, None, (alert,)), chronicle, Pipeline(load_settings()), {}, self._said, clock=clock)
        self.watching.together = Leaping(watch.at_once, clock, self._awake)
        self.lines: Counter[str] = Counter()
        self.looks: list[Look] = []
        self.began = time.monotonic()

    def _said(self, line: str) -> None:
        self.lines["lines"] += 1

    def _awake(self) -> None:
        """Look now and then, until there were polls enough."""
        if self.asked["feeds"] >= self.polls * (len(self.looks) + 1) // LOOKS:
            self.looks.append(self.look())
            print(self.looks[-1].shown(self.looks[-2] if len(self.looks) > 1 else None), flush=True)
            if len(self.looks) == LOOKS:
                self.watching.stop()

    def look(self) -> Look:
        """How things stand."""

        def count(table: Any, *conditions: Any) -> int:
            return int(connection.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one())

        with self.chronicle.reading() as connection:
            counts = [count(table) for table in (articles, watch_pages, failures, watch_hosts)]
            waiting = count(alert_outbox, alert_outbox.c.state == WAITING)
        size = sum(os.path.getsize(f"{self.path}{suffix}") for suffix in ("", "-wal") if os.path.exists(f"{self.path}{suffix}"))
        resident = int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()
        return Look(
            (self.clock() - BEGIN) / DAY, self.asked["feeds"], counts[0], counts[1], resident, len(os.listdir("/proc/self/fd")),
            threading.active_count(), waiting, counts[2], counts[3], size, time.monotonic() - self.began,
        )  # fmt: skip

    def faults(self) -> list[str]:
        """What is not as it should be."""
        first, middle, last = self.looks[0], self.looks[LOOKS // 2 - 1], self.looks[-1]
        found = []
        if last.memory - middle.memory > GROWTH:
            found.append(f"memory grew by {(last.memory - middle.memory) / 1e6:.1f} MB in the second half")
        if last.files > first.files + FILES:
            found.append(f"{last.files} files are open, {first.files} at first")
        if last.size / last.articles > 1.2 * middle.size / middle.articles:
            found.append("an article takes more room than it did")
        with self.chronicle.reading() as connection:
            told = connection.execute(select(func.count()).select_from(alert_outbox).where(alert_outbox.c.state == GIVEN_UP)).scalar_one()
            acts = connection.execute(select(func.count()).select_from(incidents)).scalar_one()
        print(f"{acts:,} incidents, {told} messages given up, {self.lines['lines']:,} lines in the log")
        return found


def main() -> int:
    """Run, print, and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--polls", type=int, default=20_000)
    parser.add_argument("--sites", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where to keep the chronicle; default: a folder that is thrown away")
    options = parser.parse_args()
    chronicles.CACHE_KIB = chronicles.WRITER_CACHE_KIB = CACHE_KIB
    clock, asked = Clock(), Counter[str]()
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sites = [stack.enter_context(serving(Site(number, clock, asked))) for number in range(options.sites)]
        chronicle = stack.enter_context(open_chronicle(str(folder / "soak.db"), create=True))
        soak = Soak(chronicle, folder / "soak.db", sites, clock, asked, options.polls)
        print(HEAD)
        asyncio.run(soak.watching.go())
        faults = soak.faults()
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
