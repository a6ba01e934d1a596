"""A server, a plan for it, and a coder without models."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from khronika import pipeline
from khronika.pipeline import Pipeline
from khronika.settings import load_settings
from khronika.store import Chronicle, open_chronicle
from khronika.watch.plan import Alert, Plan, Smtp, Source, Watch
from khronika.watch.rounds import Watching
from tests.cli.conftest import FakeStage, fake_analyses
from tests.store.conftest import postgresql  # noqa: F401 a fixture
from tests.watch.site import Site, serving

QUICK: dict[str, Any] = {"pause": 0.0, "every": 0.0, "timeout": 2.0, "back_off": 1_000.0, "revisit": (), "merge_every": 0.0, "since": 1e9}


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def chronicle(tmp_path: Path) -> Iterator[Chronicle]:
    with open_chronicle(str(tmp_path / "chronicle.db"), create=True) as opened:
        yield opened


@pytest.fixture
def coder(monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    monkeypatch.setattr(pipeline, "analyse_many", fake_analyses)
    return Pipeline(load_settings(), (FakeStage(),))


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_795_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Watcher:
    """Runs `khronika watch --once` again and again; `lines` are what was said."""

    def __init__(self, chronicle: Chronicle, coder: Pipeline, clock: Clock) -> None:
        self.chronicle, self.coder, self.clock = chronicle, coder, clock
        self.lines: list[str] = []
        self.tally: dict[str, int] = {}

    def __call__(self, plan: Plan, **secrets: str) -> bool:
        self.lines = []
        watching = Watching(plan, self.chronicle, self.coder, secrets, self.lines.append, clock=self.clock)
        well = asyncio.run(watching.go(once=True))
        self.tally = dict(watching.tally)
        return well

    def said(self, words: str) -> list[str]:
        return [line for line in self.lines if words in line]


@pytest.fixture
def watch(chronicle: Chronicle, coder: Pipeline, clock: Clock) -> Watcher:
    return Watcher(chronicle, coder, clock)


@pytest.fixture
def plan(site: Site) -> Callable[..., Plan]:
    """A plan for the server: lists by path (site maps end in .xml), `[watch]` by name."""

    def make(*paths: str, alerts: tuple[Alert, ...] = (), smtp: Smtp | None = None, **given: Any) -> Plan:
        watch = Watch(**{**QUICK, "allow": (site.host,), **given})
        sources = tuple(
            Source(
                "sitemap" if path.endswith((".xml", ".gz")) else "feed", site.url(path), watch.every, watch.pause, watch.most, watch.since
            )
            for path in paths
        )
        return Plan(sources, watch, smtp, alerts)

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a chronicle can be made, empty."""
    if request.param == "sqlite":
        return str(tmp_path / "engine.db")
    fresh: str = request.getfixturevalue("postgresql").fresh()
    return fresh


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A certificate for news.example and localhost that nobody has signed, and its key, in one file."""
    path = tmp_path_factory.mktemp("tls") / "own.pem"
    subject = ["-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example,DNS:localhost", "-days", "2"]
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", *subject]
    subprocess.run([*command, "-keyout", f"{path}.key", "-out", f"{path}.crt"], check=True, capture_output=True)
    return str(path)
