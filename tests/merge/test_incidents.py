from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.merge.cluster import cluster
from khronika.merge.compare import compare
from khronika.merge.incidents import incidents
from khronika.model import Span, Timex
from khronika.model.incident import Comparison, Feature, Incident, Ruling
from tests.merge.handmade import event

IDS = [f"e{n}" for n in range(7)]
SCORES = st.dictionaries(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda p: p[0] < p[1]), st.floats(-7, 5, width=16))
GROUP = st.lists(st.sampled_from(IDS), min_size=2, max_size=4, unique=True).map(tuple)


def compared(scores: dict[tuple[str, str], float]) -> list[Comparison]:
    return [Comparison(a, b, score, ()) for (a, b), score in scores.items()]


def groups(found: list[Incident]) -> list[set[str]]:
    return [{e.article.id for e in incident.events} for incident in found]


def test_reports_of_one_act_are_merged_and_say_why() -> None:
    a, b = event("a", low=60, high=60), event("b", low=120, high=None, source="a rights group")
    [incident] = incidents([a, b])
    [comparison] = incident.comparisons
    assert comparison.score == round(sum(f.contribution for f in comparison.features), 3) > 0
    assert {f.name for f in comparison.features} >= {"prior", "mode", "day", "place", "actor", "count"}
    assert Feature("place", 1.8, "Tbilisi", "Tbilisi") in comparison.features


def test_other_day_town_country_or_type_is_another_act() -> None:
    a = event("a")
    others = [event("b", day="2024-03-09"), event("c", place="Batumi"), event("d", place="Minsk"), event("e", kind="PROTEST", mode="demo")]
    assert all(compare(a, other).score < 0 for other in others)
    assert len(incidents([a, *others])) == 5


def test_counts_keep_every_version() -> None:
    events = [
        event("a", low=60, high=60, source="the ministry"),
        event("b", low=62, high=62, source="the ministry", published="2024-03-04"),
        event("c", low=120, high=None, source="a rights group"),
        event("d", low=60, high=60, publisher="Copyist"),
    ]
    [incident] = incidents(events, copies={"d": "a"})
    [count] = incident.counts
    assert [v.low for v in count.versions if v.independent] == [120, 62]
    assert len(count.versions) == 4
    assert (count.low, count.high) == (62, None)
    assert (count.agreed_low, count.agreed_high) == (None, None)
    assert incident.sources == ("a rights group", "the ministry")
    assert (incident.first_report, incident.last_report) == ("2024-03-03", "2024-03-04")


def test_status_over_time_and_denials() -> None:
    planned, denied = event("a", status="planned", published="2024-03-01"), event("c", status="denied")
    [incident] = incidents([denied, event("b"), planned])
    assert [s.status for s in incident.stands][0] == "planned"
    assert incident.denied == (denied.id,) and len(incident.confirmed) == 1


def test_rulings_join_and_split_real_events() -> None:
    a, b, c = event("a"), event("b"), event("c", place="Batumi")
    assert groups(incidents([a, b, c], [Ruling("split", (a.id,), (b.id,))])).count({"a", "b"}) == 0
    assert {"a", "b", "c"} in groups(incidents([a, b, c], [Ruling("joined", (b.id, c.id)), Ruling("joined", (a.id, b.id))]))


def test_the_newer_ruling_holds() -> None:
    join, split = Ruling("joined", ("e0", "e1")), Ruling("split", ("e0", "e1"))
    assert cluster(["e0", "e1"], [], [split, join]) == [("e0", "e1")]
    assert cluster(["e0", "e1"], [], [join, split]) == [("e0",), ("e1",)]


@given(SCORES, st.randoms(use_true_random=False))
def test_clustering_ignores_order(scores: dict[tuple[str, str], float], rng: random.Random) -> None:
    pairs, ids = compared(scores), list(IDS)
    first = cluster(ids, pairs)
    rng.shuffle(pairs)
    rng.shuffle(ids)
    assert cluster(ids, pairs) == first
    assert sorted(one for group in first for one in group) == IDS


@given(SCORES, GROUP, st.sets(st.sampled_from(IDS), min_size=1))
def test_rulings_always_hold(scores: dict[tuple[str, str], float], joined: tuple[str, ...], taken: set[str]) -> None:
    rest = set(IDS) - taken
    last = Ruling("split", tuple(sorted(taken)), tuple(sorted(rest)))
    if rest:
        found = cluster(IDS, compared(scores), [Ruling("joined", joined), last])
        assert all(set(group) <= taken or set(group) <= rest for group in found)
    found = cluster(IDS, compared(scores), [last, Ruling("joined", joined)])
    assert any(set(joined) <= set(group) for group in found)


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_incidents_ignore_order(rng: random.Random) -> None:
    places, days = ("Tbilisi", "Batumi", None), ("2024-03-02", "2024-03-03", None)
    events = [event(f"a{n}", rng.choice(days), rng.choice(places), low=n or None) for n in range(9)]
    first = incidents(events)
    rng.shuffle(events)
    assert incidents(events) == first


def test_hostile_events() -> None:
    bare = replace(event("a", None, None, actor=None, published=None, publisher=None), modes=())
    odd = replace(event("b", "0000-99-99", None, published="2024"), modes=())
    assert sum(len(i.events) for i in incidents([bare, odd])) == 2
    assert incidents([]) == []


def test_a_running_total_is_no_act_of_its_first_day() -> None:
    since = replace(
        event("a", low=6700, high=6700, published="2024-03-06"), time=Timex(0, 3, "since", "DATE", "x", "2024-03-02", None, "day")
    )
    night = event("b", day="2024-03-03", published="2024-03-04", low=900, high=900)
    same = event("c", day="2024-03-02", low=6000, high=6000)
    later = replace(event("d", low=7000, high=None, published="2024-03-07"), time=since.time)
    assert len(incidents([since, night])) == len(incidents([since, same])) == 2
    assert len(incidents([since, later])) == 1
    assert any(f.name == "part of" and f.contribution < -5 for f in compare(since, night).features)
    assert any(f.name == "since" for f in compare(since, later).features)


def test_a_vague_time_is_no_running_total() -> None:
    week = replace(event("a", low=62, high=62), time=Timex(0, 3, "last week", "DATE", "x", "2024-02-26", "2024-03-03", "week"))
    assert len(incidents([week, event("b", low=60, high=60)])) == 1


def test_what_goes_on_since_a_day_is_one_act_with_that_day() -> None:
    strike = event("a", kind="PROTEST", mode="strike", published="2024-03-05")
    going_on = replace(event("b", kind="PROTEST", mode="strike", published="2024-03-05"), time=replace(strike.time, ends=None))
    assert len(incidents([strike, going_on])) == 1


def test_one_article_with_two_counts_of_one_kind_tells_two_acts() -> None:
    a = event("a", low=18, high=18, role="dead", kind="ASSAULT", mode="firearms", actor=None)
    b = replace(a, id="ev_other", sentence=Span(200, 250, ""), quantities=event("x", low=50, high=50, role="dead").quantities)
    assert compare(a, b).score < 0
    assert compare(a, replace(b, quantities=a.quantities)).score > 0


def test_statements_are_never_merged() -> None:
    a, b = event("a", kind="x-statement", mode="", actor="the ministry"), event("b", kind="x-statement", mode="", actor="the ministry")
    assert len(incidents([a, b])) == 2


def test_that_nothing_happened_is_told_of_another_act() -> None:
    arrests = event("a", low=60, high=60, published="2024-03-03")
    none = event("b", day=None, published="2024-03-09", status="negated", actor=None)
    assert len(incidents([arrests, none])) == 2
    assert len(incidents([arrests, event("c", status="denied")])) == 1


def test_what_many_acts_share_makes_no_act_one() -> None:
    a = event("a", day=None, place=None, actor=None, published="2024-03-03")
    b = event("b", day=None, place=None, actor=None, published="2024-03-04")
    found = compare(a, b)
    assert found.score < 0 and found.features[-1] == Feature("only what many acts share", -0.4)
