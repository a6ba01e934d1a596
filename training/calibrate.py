"""Fit the confidence of events: how often an event with these marks is right, on groups of sentences that the network never saw.

    python training/calibrate.py

An event is right if the coded sentence has one of its type at its words. Prints the figures and writes
khronika/tables/data/events/confidence.tsv.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "training")]

import notation  # noqa: E402
import numpy as np  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.model_selection import cross_val_predict  # noqa: E402

from khronika.events.confidence import FEATURES, marks  # noqa: E402
from khronika.model import Article  # noqa: E402
from khronika.pipeline import Pipeline  # noqa: E402

# How much each mark counts beside the others. Two events of one sentence are ranked by this, the main act first; how far apart they
# stand is fitted, and with it the whole scale.
SHAPE = {"score": 0.5, "main": 2.0, "unreal": -2.0, "actor": 0.5, "recipient": 0.3}

HEADER = """# title: Confidence of an event: weights of its marks, in log odds
# source: fitted by training/calibrate.py on the held-out groups of the training set ({count} events)
# licence: CC BY 4.0
# note: the marks are described in khronika/events/confidence.py
mark\tweight
"""


def rows() -> Iterator[tuple[list[float], bool]]:
    """Marks and rightness of each event that the program codes in the held-out sentences."""
    examples = [
        e
        for path in sorted((ROOT / "training/sentences").glob("*.txt"))
        for e in notation.read(path)
        if notation.part_of(e.group) == "test"
    ]
    articles = [Article(str(i), e.text, published=e.date, language=e.language) for i, e in enumerate(examples)]
    for example, coded in zip(examples, Pipeline().code(articles), strict=True):
        record = coded.record
        told = marks(record)
        for trigger in record.triggers or ():
            if trigger.event_type in notation.UNMARKED:
                continue
            right = any(
                e.event_type == trigger.event_type and e.start < trigger.end and trigger.start < e.end for e in example.events
            ) or any(e.event_type == trigger.event_type for e in example.events)
            yield [told[trigger.id][name] for name in FEATURES], right


def calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error: the mean distance of confidence and share of right events over ten equal bins."""
    edges = np.linspace(0, 1, bins + 1)
    total = 0.0
    for low, high in zip(edges, edges[1:], strict=False):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            total += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return float(total)


def main() -> None:
    """Fit, print figures, write the table."""
    pairs = list(rows())
    shape = np.array([SHAPE[name] for name in FEATURES])
    x, y = np.array([r for r, _ in pairs]) @ shape[:, None], np.array([ok for _, ok in pairs])
    model = LogisticRegression(C=1.0, max_iter=1000)
    held = cross_val_predict(model, x, y, cv=5, method="predict_proba")[:, 1]
    model.fit(x, y)
    print(f"{len(y)} events, {y.mean():.3f} right, calibration error {calibration_error(held, y):.3f}")
    weights = dict(zip(FEATURES, shape * model.coef_[0][0], strict=True)) | {"(base)": model.intercept_[0]}
    for name, weight in weights.items():
        print(f"  {name:12} {weight:+.2f}")
    path = ROOT / "khronika/tables/data/events/confidence.tsv"
    path.parent.mkdir(exist_ok=True)
    lines = [f"{name}\t{weight:.3f}" for name, weight in sorted(weights.items())]
    path.write_text(HEADER.format(count=len(y)) + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
