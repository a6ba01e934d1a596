"""The same tests on SQLite and on a real PostgreSQL, which is started here."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from khronika.store import Chronicle, open_chronicle

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


def benchmark(name: str) -> ModuleType:
    """A module of benchmarks/, which is no package."""
    spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Any]:
    """A server of our own. Where PostgreSQL is missing, tests on it are skipped, but fail in continuous integration."""
    tool = benchmark("postgres")
    if tool.programs() is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(tool.MISSING)
    with tool.server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a chronicle can be made, empty."""
    if request.param == "sqlite":
        return str(tmp_path / "chronicle.db")
    fresh: str = request.getfixturevalue("postgresql").fresh()
    return fresh


@pytest.fixture
def chronicle(address: str) -> Iterator[Chronicle]:
    with open_chronicle(address, create=True) as opened:
        yield opened
