from __future__ import annotations

from khronika.merge.incidents import incidents
from khronika.merge.ledgers import detentions, protests, sanctions
from khronika.merge.tallies import Filters, tally
from tests.merge.handmade import event

EVENTS = [
    event("a", low=60, high=60, source="the ministry"),
    event("b", low=80, high=80, source="a rights group"),
    event("c", day="2024-03-09", published="2024-03-10", low=30, high=30),
    event("d", day="2024-03-09", published="2024-03-10", place="Minsk", low=7, high=7),
    event("e", day="2024-03-20", published="2024-03-20", kind="RETREAT", mode="release", low=20, high=25, role="released"),
    event("f", day="2024-03-25", published="2024-03-25", low=500, high=500, status="planned"),
]


def test_one_incident_counts_once_with_its_range() -> None:
    found = tally("arrested", incidents(EVENTS), Filters(country="GEO"))
    assert [(e.low, e.high, e.total_low, e.total_high) for e in found.entries] == [(60, 80, 60, 80), (30, 30, 90, 110)]
    assert {v.source for v in found.entries[0].says} == {"the ministry", "a rights group"}
    assert (found.low, found.high) == (90, 110)


def test_filters() -> None:
    found = incidents(EVENTS)
    assert tally("arrested", found, Filters(since="2024-03-05")).low == 37
    assert tally("arrested", found, Filters(until="2024-03-05")).low == 60
    assert tally("arrested", found, Filters(place="minsk")).low == 7
    assert tally("dead", found).entries == () and tally("dead", found).uncounted


def test_open_counts_leave_the_total_open() -> None:
    found = tally("arrested", incidents([event("a", low=20), event("c", day="2024-03-09", low=5, high=5)]))
    assert (found.low, found.high) == (25, None) and found.entries[-1].total_high is None


def test_what_may_be_counted_twice_is_said() -> None:
    vague = event("z", day="2024-03-03", place=None, actor=None, published="2024-03-03", low=70, high=70)
    found = tally("arrested", incidents([EVENTS[0], vague]))
    assert len(found.entries) == 2 and found.entries[1].overlaps == (found.entries[0].incident,)
    assert not any(e.overlaps for e in tally("arrested", incidents([EVENTS[0], EVENTS[2]])).entries)


def test_ledgers() -> None:
    march = event("p", kind="PROTEST", mode="demo", low=900, high=None, role="participants")
    ban = event("s", kind="SANCTION", mode="discontinue", status="planned")
    found = incidents([*EVENTS, march, ban])
    ledger = detentions(found, Filters(country="GEO"))
    assert (ledger.held_low, ledger.held_high) == (65, 90)
    [line] = protests(found)
    assert (line.day, line.place) == ("2024-03-02", "Tbilisi") and line.size and line.size.low == 900
    [sanction] = sanctions(found)
    assert (sanction.actors, sanction.stage, sanction.since) == (("Police",), "planned", "2024-03-02")
