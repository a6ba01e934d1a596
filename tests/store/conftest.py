"""The same tests on SQLite and on a real PostgreSQL, which is started here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import postgres
import pytest

from khronika.store import Chronicle, open_chronicle


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Any]:
    """A server of our own. Where PostgreSQL is missing, tests on it are skipped, but fail in continuous integration."""
    if postgres.programs() is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(postgres.MISSING)
    with postgres.server() as running:
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
