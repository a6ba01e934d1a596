"""Run `khronika watch`: read the plan, keep others out, mind signals, say what happens."""

from __future__ import annotations

import asyncio
import datetime
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from khronika.cli.chronicle import opened
from khronika.cli.run import Call, numbered, settings_of
from khronika.cli.say import printable, say
from khronika.errors import UsageError
from khronika.model import Failure
from khronika.pipeline import Pipeline
from khronika.store import Chronicle
from khronika.store.address import Address
from khronika.store.watching import alone
from khronika.watch.dry import DryRun
from khronika.watch.plan import Plan
from khronika.watch.planfile import read_plan
from khronika.watch.rounds import Watching

INTERRUPTED = 130


def plan_of(path: Path) -> Plan | None:
    """The plan of a file; None if it has faults, which are said. Raises UsageError if it cannot be read."""
    plan, faults = read_plan(path)
    for fault in faults:
        say(str(fault))
    if plan is None:
        say(f"{path}: {numbered(len(faults), 'fault')}; nothing was done")
    return plan


def check_only(plan: Plan, path: Path) -> int:
    """Say what a plan without faults is; the exit code 2 if secrets are missing."""
    missing = _missing(plan)
    for line in missing:
        say(line)
    say(f"{path}: {numbered(len(plan.sources), 'source')}, {numbered(len(plan.alerts), 'alert')}{'' if missing else '; no faults'}")
    return 2 if missing else 0


def _missing(plan: Plan) -> list[str]:
    return [f"the environment variable {name} is not set: {what}" for name, what in plan.secrets.items() if not os.environ.get(name)]


def _secrets(plan: Plan) -> dict[str, str]:
    """The secrets, from the environment. Raises UsageError if one is missing."""
    if missing := _missing(plan):
        raise UsageError("; ".join(missing), where="environment", advice="set it before the call, e.g. in the unit of systemd")
    return {name: os.environ[name] for name in plan.secrets}


def dry_run(plan: Plan, where: str | None) -> int:
    """Print what would be fetched, a line each: the address, a tab, its source; and say what would be left out. The exit code."""
    failed = 0
    with _readable(where) as chronicle:
        for item in asyncio.run(DryRun(plan, chronicle).go()):
            if isinstance(item, Failure):
                failed += 1
                say(str(item))
            elif item.refused:
                say(f"{item.url}: {item.refused}; it would be left out")
            else:
                click.echo(f"{printable(item.url)}\t{printable(item.source)}")
    return 1 if failed else 0


@contextmanager
def _readable(where: str | None) -> Iterator[Chronicle | None]:
    """The chronicle, if there is one already; a dry run makes none."""
    path = Address.of(where).path if where is not None else None
    if where is None or (path is not None and not path.exists()):
        yield None
        return
    with opened(where) as chronicle:
        yield chronicle


def watch_all(plan: Plan, path: Path, call: Call, where: str, *, once: bool) -> int:
    """Watch, and return the exit code."""
    secrets = _secrets(plan)
    pipeline = Pipeline(settings_of(call))
    with opened(where, write=True, create=True) as chronicle, alone(chronicle):
        watching = Watching(plan, chronicle, pipeline, secrets, _stamped, where=path)
        if not once:
            _stamped(f"watching {numbered(len(plan.sources), 'source')}; end with Ctrl-C")
        with _signals(watching):
            well = asyncio.run(watching.go(once=once))
    tally = watching.tally
    failed = f"; {numbered(tally['failed'], 'failure')}, as told above" if tally["failed"] else ""
    say(f"{numbered(tally['articles'], 'article')} and {numbered(tally['events'], 'event')} stored{failed}")
    if watching.together.stopping:
        return INTERRUPTED
    return 0 if well else 1


@contextmanager
def _signals(watching: Watching) -> Iterator[None]:
    """The first Ctrl-C or SIGTERM asks to stop; a second one ends the program at once, which loses nothing that is stored."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def asked(_number: int, _frame: FrameType | None) -> None:
        watching.stop()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)

    for number in before:
        signal.signal(number, asked)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stamped(line: str) -> None:
    """Say a line with the time, since these lines are read later."""
    say(f"{datetime.datetime.now(datetime.UTC).isoformat(timespec='seconds')} {line}")
