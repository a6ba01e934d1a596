"""How well people who judged the same events agree: Krippendorff's alpha, with what a bootstrap says of its certainty.

Alpha compares the disagreement that is observed with the one that chance would give: 1 is perfect agreement, 0 is chance, below 0 is worse.
It takes any number of people, and values that are missing. Method: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011).
Its interval comes from drawing units anew, with replacement, as A. Zapf and others found to do well ("Measuring inter-rater reliability for
nominal data", BMC Medical Research Methodology 16:93, 2016).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Metric = Literal["nominal", "interval"]
# What one person found of one event, by field; a field without a value is left out.
Reading = Mapping[str, Any]
# What each person found of a unit, by name.
Unit = Mapping[str, Hashable]
Floats = NDArray[np.float64]
# Fields that are compared as names; all others are numbers.
NOMINAL = ("verdict", "event_type", "status")
DRAWS = 2000
SURE = 0.95
# The same figures come out of the same judgements.
SEED = 20200809


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far people agree on a field: `people` are the two compared, or all; `units` the events that two or more of them judged, with
    `values` values. `alpha` is None where it is not defined: nothing to compare, or no two different values. `low` and `high` hold it with
    95 % certainty, as far as the bootstrap can say.
    """

    field: str
    metric: Metric
    people: tuple[str, ...]
    units: int
    values: int
    alpha: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class _Sums:
    """What alpha needs of units, a row each: how many values, their disagreement, the sums that the expected one follows from."""

    metric: Metric
    counts: Floats
    observed: Floats
    parts: Floats

    def alpha(self, times: Floats) -> Floats:
        """Alpha of units that are taken so many times; a row of `times` for each figure. NaN where it is not defined."""
        n = times @ self.counts
        observed, parts = times @ self.observed, times @ self.parts
        nominal = self.metric == "nominal"
        expected = n**2 - (parts**2).sum(axis=-1) if nominal else 2 * (n * parts[..., 1] - parts[..., 0] ** 2)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(expected > 1e-9 * np.maximum(n**2, 1), 1 - (n - 1) * observed / expected, np.nan)


def alpha(units: Sequence[Unit], metric: Metric = "nominal") -> float | None:
    """Krippendorff's alpha of units with the values that people gave them; None where it is not defined."""
    sums = _sums(units, metric)
    return _plain(sums.alpha(np.ones(len(sums.counts)))) if sums else None


def interval(units: Sequence[Unit], metric: Metric = "nominal", *, draws: int = DRAWS) -> tuple[float | None, float | None]:
    """The bounds that hold alpha with 95 % certainty: quantiles over units drawn anew. Draws in which it is not defined are left out."""
    sums = _sums(units, metric)
    if not sums:
        return None, None
    count = len(sums.counts)
    drawn = np.random.default_rng(SEED).multinomial(count, np.full(count, 1 / count), size=draws).astype(np.float64)
    found = sums.alpha(drawn)
    found = found[~np.isnan(found)]
    if not len(found):
        return None, None
    low, high = np.quantile(found, ((1 - SURE) / 2, (1 + SURE) / 2))
    return _plain(low), _plain(high)


def agreement(readings: Mapping[str, Mapping[str, Reading]]) -> list[Agreement]:
    """Agreement on each field among all people, and between each two who judged events in common; `readings` by event, then by person."""
    people = sorted({name for by_person in readings.values() for name in by_person})
    fields = {field: None for by_person in readings.values() for reading in by_person.values() for field in reading}
    ordered = [name for name in NOMINAL if name in fields] + sorted(fields.keys() - set(NOMINAL))
    found = []
    for field in ordered:
        metric: Metric = "nominal" if field in NOMINAL else "interval"
        units = [
            {name: reading[field] for name, reading in by_person.items() if reading.get(field) is not None}
            for by_person in readings.values()
        ]
        found.append(_agreement(field, metric, tuple(people), units))
        if len(people) > 2:
            pairs = (
                _agreement(field, metric, pair, [{name: unit[name] for name in pair if name in unit} for unit in units])
                for pair in itertools.combinations(people, 2)
            )
            found += [pair for pair in pairs if pair.units]
    return found


def _agreement(field: str, metric: Metric, people: tuple[str, ...], units: Sequence[Unit]) -> Agreement:
    compared = [unit for unit in units if len(unit) > 1]
    low, high = interval(compared, metric)
    return Agreement(field, metric, people, len(compared), sum(map(len, compared)), alpha(compared, metric), low, high)


def _sums(units: Sequence[Unit], metric: Metric) -> _Sums | None:
    """The sums over units with two values or more; None if there is none."""
    rows: list[list[Any]] = [list(unit.values()) for unit in units if len(unit) > 1]
    if not rows:
        return None
    counts = np.array([len(row) for row in rows], dtype=np.float64)
    if metric == "nominal":
        names = {value: place for place, value in enumerate(dict.fromkeys(value for row in rows for value in row))}
        parts = np.zeros((len(rows), len(names)))
        for place, row in enumerate(rows):
            for value in row:
                parts[place, names[value]] += 1
        observed = counts**2 - (parts**2).sum(axis=1)
    else:
        # Differences alone count: numbers are taken from their mean, so that large ones lose no digits.
        middle = math.fsum(value for row in rows for value in row) / counts.sum()
        parts = np.array([[sum(value - middle for value in row), sum((value - middle) ** 2 for value in row)] for row in rows])
        observed = np.array([sum((a - b) ** 2 for a in row for b in row) for row in rows])
    return _Sums(metric, counts, observed / (counts - 1), parts)


def _plain(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)
