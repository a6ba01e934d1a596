"""Kill writers of a chronicle at random moments, and look whether anything acknowledged is lost or anything is half.

    python benchmarks/crash.py [--kills 200] [--engine sqlite|postgresql] [--seed 1]

In each round two writers add articles, code them anew, bring corrected editions, judge and merge, until both are killed with SIGKILL;
every fifth round they find a chronicle with the tables of an older version, which they bring up to date first. On PostgreSQL, every tenth
round the server is killed as well and started again. A writer notes in a file what it was told is stored, after it was told; after the
kill, all of that must be there, every article must have exactly the events of one coding, and the engine's own check must be clean.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import postgres
from sqlalchemy import select, text

from khronika.errors import KhronikaError, StoreError
from khronika.model import Article, Coder
from khronika.model.ids import event_id
from khronika.store import Coding, add, chronicle, judge, merging, migrate, open_chronicle
from khronika.store.address import Address
from khronika.store.rows import machine_text
from khronika.store.schema import articles, coders, event_lines, events, judgements

ROOT = Path(__file__).resolve().parents[1]
WRITERS = 2
# Exit code of a writer whose server was killed.
SERVER_GONE = 3
BATCH = 8
# Seconds that a round lasts at most, from the moment at which its writers run.
LONGEST = 0.7
SENTENCE = "In town {n} the police arrested {count} people on day {edition}. "


def coding(n: int, edition: int, version: int) -> Coding:
    """The coding of an article, all of which follows from three numbers."""
    body = "".join(SENTENCE.format(n=n, count=k + 2, edition=edition) for k in range(5))
    made = Article(f"c{n}", body, f"Title {n}", "2020-08-14", "given", f"Edition {edition}", None, "en")
    lines = []
    start = -1
    for k in range(2 + (n + version) % 4):
        start = body.index("arrested", start + 1)
        lines.append({
            "id": event_id(made.id, start, start + 8, "COERCE"), "event_type": "COERCE", "modes": ["arrest"], "contexts": [], "quad": 4,
            "scale": -7.0, "cameo": "173", "status": "occurred", "actors": [], "recipients": [], "time": None, "place": None,
            "quantities": [], "measures": [], "attributed_to": [],
            "trigger": {"text": "arrested", "start": start, "end": start + 8, "by": f"version {version} {k}"},
            "sentence": {"start": 0, "end": 20}, "confidence": 0.5,
        })  # fmt: skip
    return Coding(made, Coder(f"{version:06}", "crash"), tuple(lines))


def write(address: str, notes: str, writer: int, seed: int) -> None:
    """Write until killed. Articles are this writer's own; judgements go to any."""
    rng = random.Random(seed)
    slow_statements(rng)
    log = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def note(**fact: Any) -> None:
        os.write(log, json.dumps(fact).encode() + b"\n")

    note(began=True)
    with open_chronicle(address, create=True, upgrade=True) as opened:
        state = {n: (e, v) for n, (e, v) in stored_states(opened).items() if n % WRITERS == writer}
        clock = max((v for _, v in state.values()), default=0)
        while True:
            clock += 1
            chance = rng.random()
            if chance < 0.3 and state:
                judge_one(opened, rng, note)
                continue
            if chance < 0.35:
                merging.merge(opened)
                continue
            batch = []
            for _ in range(BATCH):
                known = rng.choice(list(state)) if state and rng.random() < 0.6 else None
                n = known if known is not None else rng.randrange(10**6) * WRITERS + writer
                edition = state.get(n, (0, 0))[0] + (known is None or rng.random() < 0.3)
                batch.append((n, edition))
                state[n] = (edition, clock)
            add(opened, [coding(n, edition, clock) for n, edition in batch])
            note(stored=batch, version=clock)


def judge_one(opened: chronicle.Chronicle, rng: random.Random, note: Callable[..., None]) -> None:
    """Judge an event, if it is still there when we come to it."""
    with opened.reading() as connection:
        ids = list(connection.execute(select(events.c.id).limit(50)).scalars())
    if not ids:
        return
    event = rng.choice(ids)
    try:
        if rng.random() < 0.5:
            told = judge.correct(opened, event, [("status", rng.choice(["denied", "planned"])), ("arrested", "9")], by="x", why="y")
        else:
            told = [judge.accept(opened, [event], by="x", why="y")]
    except KhronikaError as error:
        if "no such event" not in str(error):
            raise
        return
    note(judged=[judgement.id for judgement in told])


def slow_statements(rng: random.Random) -> None:
    """Make migrations slow, so that they are met in the middle."""
    quick = migrate.statements

    def slow(text: str, dialect: str) -> Iterator[str]:
        for statement in quick(text, dialect):
            time.sleep(rng.random() * 0.02)
            yield statement

    migrate.statements = slow  # type: ignore[assignment]


def stored_states(opened: chronicle.Chronicle) -> dict[int, tuple[int, int]]:
    """Edition and version of each article."""
    with opened.reading() as connection:
        statement = select(articles.c.id, articles.c.publisher, coders.c.version).join(coders, coders.c.num == articles.c.coder)
        rows = connection.execute(statement.where(articles.c.is_current == 1)).all()
    return {int(row.id[1:]): (int(row.publisher.split()[1]), int(row.version)) for row in rows}


def faults(opened: chronicle.Chronicle, facts: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is lost or half in a chronicle, of which the writers noted these facts."""
    states = stored_states(opened)
    found = []
    for fact in facts:
        for n, edition in fact.get("stored", ()):
            if n not in states or states[n] < (edition, 0) or states[n][1] < fact["version"]:
                found.append(f"article {n}: edition {edition}, version {fact['version']} was told as stored; there is {states.get(n)}")
    with opened.reading() as connection:
        log = set(connection.execute(select(judgements.c.id)).scalars())
        found += [f"judgement {name} is lost" for fact in facts for name in fact.get("judged", ()) if name not in log]
        rows = connection.execute(
            select(articles.c.id, event_lines.c.machine)
            .join(events, events.c.article == articles.c.num)
            .join(event_lines, event_lines.c.num == events.c.line)
            .where(events.c.held == 0)
        ).all()
        # SQLite's index keeps no list of what it holds; every event of ours has a code.
        indexed = "SELECT rowid FROM event_search" + ("" if opened.postgresql else " WHERE event_search MATCH 'codes : \"#tcoerce\"'")
        checks = {
            "events and lines": "SELECT count(*) FROM events WHERE line NOT IN (SELECT num FROM event_lines)",
            "lines without events": "SELECT count(*) FROM event_lines WHERE num NOT IN (SELECT line FROM events)",
            "events not to be found": f"SELECT count(*) FROM events WHERE num NOT IN ({indexed})",
            "words without events": f"SELECT count(*) FROM ({indexed}) AS x WHERE rowid NOT IN (SELECT num FROM events)",
            "events neither merged nor to be merged": (
                "SELECT count(*) FROM events WHERE num NOT IN (SELECT event FROM incident_members) "
                "AND line NOT IN (SELECT line FROM unmerged_events) AND (verdict IS NULL OR verdict <> 'rejected')"
            ),
            "members that are gone": "SELECT count(*) FROM incident_members WHERE event NOT IN (SELECT num FROM events)",
            "incidents without members": "SELECT count(*) FROM incidents WHERE num NOT IN (SELECT incident FROM incident_members)",
            "judgements without anchors": (
                "SELECT count(*) FROM judgements WHERE kind <> 'withdraw' AND num NOT IN (SELECT judgement FROM judgement_anchors)"
            ),
            "several current editions": (
                "SELECT count(*) FROM (SELECT source_key FROM articles WHERE is_current = 1 GROUP BY source_key HAVING count(*) > 1) AS x"
            ),
        }
        found += [f"{name}: {count}" for name, sql in checks.items() if (count := connection.execute(text(sql)).scalar_one())]
        if not opened.postgresql:
            found += [f"integrity: {row[0]}" for row in connection.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
            found += [f"foreign key: {tuple(row)}" for row in connection.execute(text("PRAGMA foreign_key_check"))]
    if not opened.postgresql:
        with opened.writing() as connection:  # the check of the full-text index raises if it is damaged
            connection.execute(text("INSERT INTO event_search (event_search) VALUES ('integrity-check')"))
    machine: dict[str, set[str]] = {}
    for row in rows:
        machine.setdefault(row.id, set()).add(row.machine)
    for n, (edition, version) in states.items():
        wanted = {machine_text(line) for line in coding(n, edition, version).lines}
        if machine.get(f"c{n}", set()) != wanted:
            found.append(f"article {n} is half: {len(machine.get(f'c{n}', ()))} events of {len(wanted)}")
    return found


class Arena:
    """Where rounds are fought: a chronicle, its writers, and the server if there is one."""

    def __init__(self, folder: Path, seed: int, server: Any | None = None) -> None:
        self.folder, self.server, self.rng = folder, server, random.Random(seed)
        self.notes = folder / "notes"
        self.address = ""
        self.seed = seed

    def new_chronicle(self) -> None:
        """A chronicle with the first version's tables, still empty, for the writers to bring up to date."""
        self.notes.unlink(missing_ok=True)
        self.address = self.server.fresh() if self.server else str(self.folder / f"{self.rng.randrange(10**9)}.db")
        place = Address.of(self.address)
        with chronicle.Chronicle(place, chronicle.engine_of(place)) as opened:
            chronicle.upgrade_tables(opened, 1)

    def fight(self, *, kill_server: bool = False) -> list[str]:
        """Let writers write, and kill them; tells of those that ended before."""
        self.seed += 1
        before = self._began()
        writers = [
            subprocess.Popen(
                [sys.executable, __file__, "--write", self.address, str(self.notes), str(n), str(self.seed)],
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )
            for n in range(WRITERS)
        ]
        while self._began() - before < WRITERS:
            time.sleep(0.005)
        time.sleep(self.rng.random() * LONGEST)
        if kill_server and self.server:
            self.server.stop()
        for writer in writers:
            writer.kill()
        ended = [writer.wait() for writer in writers]
        if kill_server and self.server:
            self.server.start(durable=True)
        return [f"a writer ended by itself with {code}" for code in ended if code not in (-signal.SIGKILL, SERVER_GONE)]

    def _began(self) -> int:
        return self.notes.read_bytes().count(b'"began"') if self.notes.exists() else 0

    def facts(self) -> list[dict[str, Any]]:
        """What the writers noted."""
        return [json.loads(line) for line in self.notes.read_text("utf-8").splitlines()]

    def faults(self) -> list[str]:
        """What is wrong after a fight."""
        with open_chronicle(self.address, create=True, upgrade=True) as opened:
            return faults(opened, self.facts())


def fight(arena: Arena, kills: int, told: Callable[[str], None]) -> list[str]:
    """So many kills; returns all faults."""
    found: list[str] = []
    rounds = -(-kills // WRITERS)
    stored = judged = 0
    for number in range(rounds):
        if number % 5 == 0:
            arena.new_chronicle()
        ended = arena.fight(kill_server=number % 10 == 9)
        found += (f"round {number}: {fault}" for fault in (*ended, *arena.faults()))
        if number % 5 == 4 or number == rounds - 1:
            facts = arena.facts()
            stored += sum(len(fact.get("stored", ())) for fact in facts)
            judged += sum(len(fact.get("judged", ())) for fact in facts)
    told(f"{rounds * WRITERS} kills, {stored} articles and {judged} judgements told as stored: {len(found)} faults")
    return found


def main() -> int:
    """Fight, print what was lost."""
    if sys.argv[1:2] == ["--write"]:
        address, notes, writer, seed = sys.argv[2:]
        try:
            write(address, notes, int(writer), int(seed) * WRITERS + int(writer))
        except StoreError as error:
            print(error if "cannot be reached" not in str(error) else "", end="")
            return SERVER_GONE if "cannot be reached" in str(error) else 1
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = None
        if options.engine == "postgresql":
            server = stack.enter_context(postgres.server(durable=True))
        found = fight(Arena(folder, options.seed * 1000, server), options.kills, print)
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
