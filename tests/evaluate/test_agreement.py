"""Krippendorff's alpha: the published worked examples, and what must hold of any data."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.evaluate.agreement import agreement, alpha, interval


def units(*rows):
    """Units of rows, one for each person; a star stands for a missing value."""
    return [{str(who): value for who, value in enumerate(column) if value != "*"} for column in zip(*rows, strict=True)]


# Data and values of K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), sections A to D.
TWO = units("0100000010", "1110010000")
NAMES = units("aabbdcccedda", "babbbccceddd")
FOUR = units(
    (1, 2, 3, 3, 2, 1, 4, 1, 2, "*", "*", "*"),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, "*", 3),
    ("*", 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, "*"),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, "*"),
)


@pytest.mark.parametrize(
    ("data", "metric", "published"),
    [(TWO, "nominal", 0.095), (NAMES, "nominal", 0.692), (FOUR, "nominal", 0.743), (FOUR, "interval", 0.849)],
)
def test_published_examples(data, metric, published):
    assert alpha(data, metric) == pytest.approx(published, abs=0.0005)


def by_definition(data, metric):
    """Alpha as it is defined, over a table of coincidences."""
    rows = [list(unit.values()) for unit in data if len(unit) > 1]
    coincide = {}
    for row in rows:
        for a, b in itertools.permutations(row, 2):
            coincide[a, b] = coincide.get((a, b), 0) + 1 / (len(row) - 1)
    totals = {}
    for (a, _), count in coincide.items():
        totals[a] = totals.get(a, 0) + count
    n = sum(totals.values())
    apart = (lambda a, b: float(a != b)) if metric == "nominal" else (lambda a, b: (a - b) ** 2)
    observed = sum(count * apart(a, b) for (a, b), count in coincide.items())
    expected = sum(totals[a] * totals[b] * apart(a, b) for a in totals for b in totals)
    return 1 - (n - 1) * observed / expected if expected else None


data_of_any_kind = st.lists(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 6), max_size=4), max_size=12)


@given(data_of_any_kind, st.sampled_from(["nominal", "interval"]))
def test_it_is_what_the_definition_says(data, metric):
    wanted = by_definition(data, metric)
    assert alpha(data, metric) == (None if wanted is None else pytest.approx(wanted))


@given(data_of_any_kind, st.sampled_from(["nominal", "interval"]), st.randoms())
def test_order_of_units_and_names_of_people_do_not_matter(data, metric, chance):
    other = [{{"a": "x", "b": "y"}.get(who, who): value for who, value in unit.items()} for unit in data]
    chance.shuffle(other)
    found = alpha(data, metric)
    assert alpha(other, metric) == (None if found is None else pytest.approx(found))


@given(data_of_any_kind, st.integers(-1000, 1000), st.integers(1, 50))
def test_numbers_may_be_moved_and_stretched(data, plus, times):
    found = alpha(data, "interval")
    other = [{who: 1_000_000 + plus + times * value for who, value in unit.items()} for unit in data]
    assert alpha(other, "interval") == (None if found is None else pytest.approx(found, abs=1e-6))


@given(data_of_any_kind)
def test_agreeing_everywhere_is_one_and_never_more(data):
    alike = [dict.fromkeys(unit, min(unit.values(), default=0)) for unit in data]
    assert alpha(alike) in (None, 1)
    found = alpha(data)
    assert found is None or found <= 1


def test_what_one_person_alone_judged_says_nothing():
    alone = [*FOUR, {"0": 4}, {"2": 9}, {}]
    assert alpha(alone) == alpha(FOUR)
    assert alpha([{"0": 1}, {"1": 2}]) is None
    assert alpha([]) is None
    assert interval([]) == (None, None)


def test_without_two_different_values_it_is_not_defined():
    assert alpha(units("aaa", "aaa")) is None
    assert interval(units("aaa", "aaa")) == (None, None)
    assert alpha(units((4.5, 4.5), (4.5, 4.5)), "interval") is None


def test_the_interval_holds_it_and_narrows_with_more_units():
    low, high = interval(FOUR)
    assert low < 0.743 < high <= 1
    narrow_low, narrow_high = interval(FOUR * 20)
    assert narrow_high - narrow_low < (high - low) / 2
    assert interval(FOUR) == (low, high)


def test_agreement_by_field_and_by_pair():
    denied = {"verdict": "accepted", "status": "denied"}
    readings = {
        "e1": {"Ann": {**denied, "arrested": 40}, "Bo": {"verdict": "accepted", "status": "occurred", "arrested": 50}},
        "e2": {"Ann": {"verdict": "rejected"}, "Bo": denied, "Cy": {"verdict": "rejected"}},
        "e3": {"Ann": {**denied, "arrested": 7}, "Bo": {**denied, "arrested": 7}},
        "e4": {"Cy": {"verdict": "accepted", "status": "planned"}},
    }
    found = {(row.field, row.people): row for row in agreement(readings)}
    everyone = ("Ann", "Bo", "Cy")
    assert [row.field for row in agreement(readings) if row.people == everyone] == ["verdict", "status", "arrested"]
    verdict = found["verdict", everyone]
    assert (verdict.units, verdict.values, verdict.metric) == (3, 7, "nominal")
    assert verdict.alpha == pytest.approx(
        by_definition([{w: r["verdict"] for w, r in unit.items()} for unit in readings.values()], "nominal")
    )
    assert (found["status", ("Ann", "Bo")].units, found["status", ("Ann", "Bo")].values) == (2, 4)
    assert found["arrested", ("Ann", "Bo")].metric == "interval"
    # Ann and Cy agree on the only event that both judged, where nothing else was said: that is no figure.
    assert (found["verdict", ("Ann", "Cy")].units, found["verdict", ("Ann", "Cy")].alpha) == (1, None)
    assert ("status", ("Ann", "Cy")) not in found
    assert agreement({}) == []
