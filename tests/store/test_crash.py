"""Writers that are killed lose nothing that was told as stored and leave nothing half. The full measure is benchmarks/crash.py."""

from __future__ import annotations

import crash
import pytest
from sqlalchemy import event

from khronika.errors import OutputError
from khronika.store import add, open_chronicle, read, terms
from tests.store.handmade import arrests, article

KILLS = 6


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_nothing_told_is_lost_and_nothing_is_half(engine, request, tmp_path):
    server = request.getfixturevalue("postgresql") if engine == "postgresql" else None
    told = []
    assert crash.fight(crash.Arena(tmp_path, 7, server), KILLS, told.append) == []
    assert "0 faults" in told[0]


def test_the_measure_sees_what_is_lost_and_what_is_half(tmp_path):
    with open_chronicle(str(tmp_path / "chronicle.db"), create=True) as opened:
        add(opened, [crash.coding(4, 1, 1), crash.coding(5, 1, 1)])
        facts = [{"stored": [[4, 1], [5, 1]], "version": 1}]
        assert crash.faults(opened, facts) == []
        assert len(crash.faults(opened, [*facts, {"stored": [[6, 1]], "version": 1}, {"judged": ["ju_1"]}])) == 2
        with opened.writing() as connection:
            terms.unindex(connection, [connection.exec_driver_sql("SELECT max(num) FROM events").scalar_one()])
            connection.exec_driver_sql("DELETE FROM event_lines WHERE num = (SELECT min(line) FROM events)")
        assert len(crash.faults(opened, facts)) == 3


def test_a_full_disk_leaves_what_was_there(tmp_path):
    with open_chronicle(str(tmp_path / "chronicle.db"), create=True) as opened:
        add(opened, [arrests(article())])
        pages = []

        def limit(connection, _record):
            pages.append(connection.execute("PRAGMA page_count").fetchone()[0])
            connection.execute(f"PRAGMA max_page_count = {pages[-1]}")

        event.listen(opened.engine, "connect", limit)
        opened.engine.dispose()
        many = [arrests(article(f"b{n}")) for n in range(200)]
        with pytest.raises(OutputError, match="disk is full"):
            add(opened, many)
        assert read.counts(opened) == {"articles": 1, "events": 2}
        event.remove(opened.engine, "connect", limit)
        opened.engine.dispose()
        assert add(opened, many).new == 200
