"""How likely an event is right: a logistic model over a few marks, fitted on held-out sentences of the project (training/calibrate.py).

Marks: `score` the log odds of the decision between -4 and 4; `main` the act is told by the main verb or by what is said; `unreal` it is not
told as a fact (planned, demanded, negated …); `actor` and `recipient` somebody acts, somebody is acted upon.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping

from khronika.events.site import word_classes
from khronika.model import Analysis, Arguments, Record, Trigger
from khronika.tables import read_tsv

FEATURES = ("score", "main", "unreal", "actor", "recipient")
REAL = frozenset({"occurred", "ongoing", "historical"})


@functools.cache
def weights() -> dict[str, float]:
    """The weight of each mark, and of "(base)"."""
    return {row["mark"]: float(row["weight"]) for row in read_tsv("events/confidence.tsv", ("mark", "weight"))}


class ConfidenceStage:
    """Reads triggers, arguments and statuses; writes a confidence between 0 and 1 for each trigger."""

    name = "confidence"
    version = "2"
    reads = ("analysis", "triggers", "arguments", "statuses")
    writes = ("confidences",)

    def code(self, record: Record) -> Record:
        """The record with a confidence for each trigger."""
        told = marks(record)
        return record.adding(confidences=tuple((t.id, confidence(told[t.id])) for t in record.triggers or ()))


def confidence(told: Mapping[str, float]) -> float:
    """The probability that an event with these marks is right, rounded to three digits."""
    table = weights()
    total = table.get("(base)", 0.0) + sum(table.get(name, 0.0) * value for name, value in told.items())
    return round(1 / (1 + math.exp(-total)), 3)


def marks(record: Record) -> dict[str, dict[str, float]]:
    """The marks of each trigger by its id; all but `score` are 0 or 1."""
    arguments = {a.trigger: a for a in record.arguments or ()}
    statuses = {s.trigger: s.status for s in record.statuses or ()}
    return {t.id: _marks(record.analysis, t, arguments.get(t.id), statuses.get(t.id, "occurred")) for t in record.triggers or ()}


def _marks(analysis: Analysis | None, trigger: Trigger, arguments: Arguments | None, status: str) -> dict[str, float]:
    odds = math.log(max(trigger.score, 1e-3) / max(1 - trigger.score, 1e-3))
    return {
        "score": max(-4.0, min(4.0, odds)),
        "main": float(analysis is not None and _main(analysis, trigger.head)),
        "unreal": float(status not in REAL),
        "actor": float(bool(arguments and arguments.actors)),
        "recipient": float(bool(arguments and arguments.recipients)),
    }


def _main(analysis: Analysis, head: int) -> bool:
    """Whether a word is the main predicate of its sentence, or of what the sentence says that somebody said."""
    token = analysis.tokens[head]
    for _ in range(6):
        if token.head == token.i:
            return True
        above = analysis.tokens[token.head]
        if token.relation == "conj" or (token.relation in ("ccomp", "parataxis") and above.lemma in word_classes()["say"]):
            token = above
            continue
        return False
    return False
