"""Runs: one row a call that wrote, with what it read, with which settings, how far it came, and what failed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from khronika.model import Failure
from khronika.store.chronicle import Chronicle
from khronika.store.numbers import take
from khronika.store.rows import dump, records
from khronika.store.schema import failures, runs

# A run that was killed stays "running".
RUNNING, DONE, STOPPED = "running", "done", "stopped"


def begin(chronicle: Chronicle, verb: str, inputs: Sequence[str], settings: Mapping[str, Any]) -> int:
    """Note that a run begins; returns its number."""
    with chronicle.writing() as connection:
        num = take(connection, "run")
        values = {
            "num": num, "verb": verb, "started": _now(), "ended": None, "state": RUNNING, "inputs": dump(list(inputs)),
            "settings": dump(settings), "articles": 0, "events": 0, "failed": 0,
        }  # fmt: skip
        connection.execute(insert(runs), values)
    return num


def progress(connection: Connection, run: int, articles: int, events: int, failed: Sequence[Failure]) -> None:
    """Count what a batch has stored, and keep what failed in it."""
    keep_failures(connection, run, failed)
    connection.execute(
        update(runs)
        .where(runs.c.num == run)
        .values(articles=runs.c.articles + articles, events=runs.c.events + events, failed=runs.c.failed + len(failed))
    )


def keep_failures(connection: Connection, run: int, failed: Sequence[Failure]) -> None:
    """Keep what failed, one row each."""
    if not failed:
        return
    first = take(connection, "failure", len(failed))
    rows = [
        {"num": num, "run": run, "article": f.article, "stage": f.stage, "what": f.what, "place": f.where, "advice": f.advice}
        for num, f in enumerate(failed, first)
    ]
    connection.execute(insert(failures), rows)


def end(chronicle: Chronicle, run: int, *, complete: bool, failed: Sequence[Failure] = ()) -> None:
    """Note that a run has ended, and what failed after its last batch."""
    with chronicle.writing() as connection:
        progress(connection, run, 0, 0, failed)
        connection.execute(update(runs).where(runs.c.num == run).values(ended=_now(), state=DONE if complete else STOPPED))


def all_runs(chronicle: Chronicle) -> list[dict[str, Any]]:
    """All runs, the last first."""
    with chronicle.reading() as connection:
        return records(connection.execute(select(runs).order_by(runs.c.num.desc())))


def failures_of(chronicle: Chronicle, run: int) -> list[dict[str, Any]]:
    """What failed in a run."""
    with chronicle.reading() as connection:
        return records(connection.execute(select(failures).where(failures.c.run == run).order_by(failures.c.num)))


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
