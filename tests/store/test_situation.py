"""What the pages count, on both engines: the columns in memory agree with what lists find, before and after changes."""

from __future__ import annotations

import pytest

from khronika.store import Filters, add, judge, merging, open_chronicle, paging, situation
from khronika.store import chronicle as chronicles
from khronika.store.address import Address
from khronika.store.index import Index
from tests.store.handmade import arrests, article

ASKED = (
    Filters(), Filters(type=("COERCE",)), Filters(status=("occurred",)), Filters(country=("Belarus",)), Filters(actor=("COP",)),
    Filters(text=("journalist",)), Filters(source=("witnesses",), type=("RETREAT",)), Filters(since="2020-08-15"),
    Filters(until="2020-08-14"),
    Filters(min_confidence=0.95), Filters(type=("PROTEST",)), Filters(rejected=True),
)  # fmt: skip


@pytest.fixture
def index(chronicle):
    add(chronicle, [arrests(article("a1")), arrests(article("a2", publisher="Vilna Post", published="2020-08-20"))])
    merging.merge(chronicle)
    return Index(chronicle)


def agree(index):
    for filters in ASKED:
        acts = index.acts(filters)
        nums, _ = situation.incidents(acts, limit=100)
        counted = {incident.id for incident in paging.incidents_by_number(index.chronicle, nums)}
        listed = {incident.id for incident in paging.incidents_part(index.chronicle, filters, limit=100).rows}
        assert counted == listed, filters
        assert acts.events == len(paging.events_part(index.chronicle, filters, limit=100).rows), filters


def test_counts_agree_with_lists_through_all_changes(chronicle, index):
    agree(index)
    add(chronicle, [arrests(article("a3", published=None))])
    merging.merge(chronicle)
    agree(index)
    event = paging.events_part(chronicle, Filters(type=("COERCE",)), limit=1).rows[0].line["id"]
    judge.reject(chronicle, [event], by="Ann", why="not so")
    merging.merge(chronicle)
    agree(index)
    judge.correct(chronicle, event, [("status", "denied"), ("place", "Brest")], by="Ann", why="so it is")
    add(chronicle, [arrests(article("a2", publisher="Vilna Post", published="2020-08-20"), version="2", drop=("freed",))])
    merging.merge(chronicle)
    agree(index)


def test_totals_and_pairs_and_places(chronicle, index):
    acts = index.acts(Filters(type=("COERCE",)))
    [total] = situation.totals(acts)
    assert (total.role, total.low, total.high) == ("arrested", 40.0 * total.incidents, 40.0 * total.incidents)
    assert situation.running(acts, "arrested")[-1][1:] == (total.low, total.high)
    assert situation.pairs(acts) == {("BLR COP", "BLR CVL", "COERCE"): total.incidents}
    [(place, count)] = situation.places(acts)
    assert (place.name, place.precision, count.total()) == ("Minsk", "city", total.incidents)


def test_an_older_chronicle_is_filled_in(address):
    place = Address.of(address)
    opened = chronicles.Chronicle(place, chronicles.engine_of(place))
    chronicles.upgrade_tables(opened)
    add(opened, [arrests(article("a1"))])
    merging.merge(opened)
    before = [tuple(row) for row in _columns(opened)]
    with opened.writing() as connection:
        for table in ("incident_counts", "gone_events"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        for column in ("place", "actors", "recipients"):
            connection.exec_driver_sql(f"ALTER TABLE events DROP COLUMN {column}")
        connection.exec_driver_sql("DROP TABLE places")
        connection.exec_driver_sql("DELETE FROM counters WHERE name IN ('gone', 'place')")
        from khronika.store import migrate

        for statement in migrate.statements(migrate.files()[4], connection.dialect.name):
            connection.exec_driver_sql(statement)
    assert [tuple(row) for row in _columns(opened)] == before
    opened.close()
    with open_chronicle(address) as again:
        agree(Index(again))


def _columns(opened):
    from sqlalchemy import select

    from khronika.store.schema import events, incident_counts, places

    with opened.reading() as connection:
        found = select(events.c.id, events.c.actors, events.c.recipients, places.c.place_key, places.c.lat, places.c.name)
        rows = connection.execute(found.outerjoin(places, places.c.num == events.c.place).order_by(events.c.id)).all()
        return [*rows, *connection.execute(select(incident_counts)).all()]
