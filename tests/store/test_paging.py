"""Lists in parts: together they are the whole list, each row once, in both directions, with and without words."""

from __future__ import annotations

import pytest

from khronika.errors import UsageError
from khronika.store import Filters, add, incidents, judge, merging, paging, read
from tests.store.handmade import arrests, article

FILTERS = [Filters(), Filters(actor=("COP",)), Filters(type=("COERCE",), since="2020-08-12"), Filters(text=("nothing",))]
# Reports of one day are merged into one incident, so that its events lie on both sides of a part's edge.
DAYS = ["2020-08-10", "2020-08-10", "2020-08-10", "2020-08-12", "2020-08-14", "2020-08-14", "2020-08-16"]


@pytest.fixture
def filled(chronicle):
    add(chronicle, [arrests(article(f"a{n}", published=day, publisher=f"Paper {n}")) for n, day in enumerate(DAYS)])
    merging.merge(chronicle)
    return chronicle


def parts(function, chronicle, filters, limit, **more):
    found, after, count = [], None, 0
    while True:
        part = function(chronicle, filters, limit=limit, after=after, **more)
        assert len(part.rows) <= limit
        found += part.rows
        count += 1
        assert count < 50
        if part.after is None:
            return found
        assert len(part.rows) == limit
        after = part.after


@pytest.mark.parametrize("filters", FILTERS, ids=lambda filters: str(filters.type or filters.actor or filters.text))
@pytest.mark.parametrize("newest_first", [False, True])
def test_parts_make_the_whole(filled, filters, newest_first):
    events = [found.line["id"] for found in read.found_events(filled, filters, newest_first=newest_first)]
    whole = [incident.id for incident in incidents.found_incidents(filled, filters, newest_first=newest_first)]
    assert bool(events) == bool(whole) == (filters.text == ())
    assert len(set(whole)) < len(events) or not events
    for limit in (1, 2, 3, 100):
        assert [one.line["id"] for one in parts(paging.events_part, filled, filters, limit, newest_first=newest_first)] == events
        assert [one.id for one in parts(paging.incidents_part, filled, filters, limit, newest_first=newest_first)] == whole


def test_articles_in_parts(filled):
    assert [one["id"] for one in parts(paging.articles_part, filled, None, 2)] == [f"a{n}" for n in reversed(range(7))]
    assert [one["id"] for one in parts(paging.articles_part, filled, Filters(since="2020-08-14"), 2)] == ["a6", "a5", "a4"]
    add(filled, [arrests(article("a0", article().text + " It rained.", published="2020-08-20"))])
    rows = paging.articles_part(filled, None, limit=1).rows
    assert [(row["id"], row["published"]) for row in rows] == [("a0", "2020-08-20")]
    assert len(parts(paging.articles_part, filled, None, 3)) == 7
    assert "text" not in rows[0]


@pytest.mark.parametrize("after", ["", "x", "-1", "1.5", "9" * 19, "9" * 40, "٣", "1 OR 1"], ids=repr)
def test_what_is_no_place_in_a_list(filled, after):
    for function in (paging.events_part, paging.incidents_part, paging.articles_part):
        with pytest.raises(UsageError, match="no place in a list"):
            function(filled, Filters(), limit=1, after=after)


def test_when_an_incident_changed_last(filled):
    found = list(incidents.found_incidents(filled))
    came = paging.changed_last(filled, found)
    assert set(came) == {incident.id for incident in found}
    assert all(came.values())
    judged = found[0].events[0].id
    said = judge.accept(filled, [judged], by="Ann", why="so it is")
    changed = paging.changed_last(filled, found)
    assert changed[found[0].id] == max(said.made, came[found[0].id])
    assert paging.changed_last(filled, []) == {}


def test_incidents_by_number_keep_their_order(filled):
    with filled.reading() as connection:
        nums = list(connection.exec_driver_sql("SELECT num FROM incidents ORDER BY num DESC").scalars())
    ids = [incident.id for incident in paging.incidents_by_number(filled, nums)]
    assert len(ids) == len(nums) > 1
    assert [incident.id for incident in paging.incidents_by_number(filled, nums[::-1])] == ids[::-1]
    # One that was merged anew in the meantime is there under another number.
    assert [incident.id for incident in paging.incidents_by_number(filled, [max(nums) + 1, *nums])] == ids
