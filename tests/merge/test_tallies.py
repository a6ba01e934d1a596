from __future__ import annotations

from dataclasses import replace

from khronika.merge.incidents import incidents
from khronika.merge.ledgers import detentions, protests, sanctions
from khronika.merge.tallies import Filters, tally
from khronika.model import Event, Timex
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


def running(article: str, low: float, high: float | None, first: str, published: str, **values: str) -> Event:
    """A number of all days since one."""
    since = Timex(0, 3, "since", "DATE", "x", first, None, "day")
    return replace(event(article, low=low, high=high, published=published, **values), time=since)  # type: ignore[arg-type]


def test_days_that_a_running_total_covers_add_nothing() -> None:
    total = running("t", 300, 320, "2024-03-01", "2024-03-12")
    found = tally("arrested", incidents([*EVENTS[:4], total]))
    rows = {e.says[0].event: e for e in found.entries}
    whole = rows[total.id]
    assert (whole.since, whole.day, whole.part_of) == ("2024-03-01", "2024-03-12", None)
    parts = [e for e in found.entries if e.part_of == whole.incident]
    assert sorted(e.low for e in parts) == [30, 60] and not any(e.overlaps for e in parts)
    # Seven in another country stand beside it.
    assert (found.low, found.high) == (307, 327)
    assert [e.total_low for e in found.entries] == [60, 67, 97, 307]


def test_parts_that_come_to_more_than_the_total_count() -> None:
    total = running("t", 50, 50, "2024-03-01", "2024-03-12")
    found = tally("arrested", incidents([EVENTS[0], EVENTS[2], total]))
    assert (found.low, found.high) == (90, 90)


def test_a_total_of_fewer_days_is_part_of_one_of_more() -> None:
    month, week = running("m", 900, 900, "2024-03-01", "2024-03-30"), running("w", 300, 300, "2024-03-04", "2024-03-11")
    found = tally("arrested", incidents([month, week, EVENTS[2]]))
    assert (found.low, found.high) == (900, 900)
    assert len({e.part_of for e in found.entries}) == 2


def test_in_another_town_or_before_it_is_no_part() -> None:
    total = running("t", 300, 300, "2024-03-01", "2024-03-12")
    others = [
        event("b", place="Batumi", day="2024-03-05", low=4, high=4),
        event("c", day="2024-02-20", published="2024-02-21", low=5, high=5),
    ]
    unknown = event("u", place=None, day="2024-03-06", published="2024-03-07", actor=None, low=6, high=6)
    found = tally("arrested", incidents([total, *others, unknown]))
    assert found.low == 315 and not any(e.part_of for e in found.entries)


def test_the_detention_ledger_lists_who_was_mistreated() -> None:
    officers = replace(event("o").actors[0], sector="COP")
    beaten = replace(event("a", kind="ASSAULT", mode="beat", role="injured", low=12, high=12), actors=(officers,))
    brawl = event("b", kind="ASSAULT", mode="beat", actor="Fans", place="Batumi")
    torture = event("c", kind="ASSAULT", mode="torture", actor=None, status="denied", place="Minsk")
    planned = event("d", kind="ASSAULT", mode="torture", actor=None, status="threatened", day="2024-05-02", published="2024-05-02")
    found = incidents([beaten, brawl, torture, planned])
    lines = detentions(found).mistreated
    assert [(line.modes, line.denied) for line in sorted(lines, key=lambda line: line.denied)] == [(("beat",), False), (("torture",), True)]
    assert next(line for line in lines if not line.denied).injured
    assert [line.place for line in detentions(found, Filters(country="BLR")).mistreated] == ["Minsk"]
