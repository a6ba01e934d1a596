"""Decide what a word expresses, from the predicate tables and the encoder together.

The encoder gives each word a probability for each type and for "no event". The tables speak beside it in log odds: a row that is sure
almost decides, an unsure one leans, a word that stands in no frame of its rows leans to no event. Both sides are kept for `by`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from khronika.events.predicates import Predicate
from khronika.language.encoder import Reading
from khronika.settings import EventSettings

NONE = "-"
FLOOR = 1e-6
# Modes are guessed from this probability on.
GUESS = 0.7


@dataclass(frozen=True, slots=True)
class Decision:
    """The type that won, its probability, the row behind it (None where the encoder alone decided), modes, and the second best type.

    `modes` are the row's, `guessed` those that the encoder holds likely, for want of words that tell one.
    """

    event_type: str
    score: float
    predicate: Predicate | None
    modes: tuple[str, ...]
    guessed: tuple[str, ...]
    by: str
    runner_up: str | None


def weakened(score: float, elsewhere: float) -> float:
    """A probability that no reading of the encoder stands behind, in a text that is about other things: half of `elsewhere` counts."""
    return 1 / (1 + (1 / score - 1) * math.exp(elsewhere / 2)) if elsewhere else score


def by_tables(rows: list[Predicate], settings: EventSettings, elsewhere: float = 0.0) -> Decision | None:
    """The decision of the tables alone: the most specific row. `elsewhere`: what the text around says against an event, in log odds."""
    if not rows or rows[0].event_type is None:
        return None
    best = rows[0]
    score = weakened(0.8 if best.sure else 0.5, elsewhere)
    if elsewhere and score < settings.threshold:
        return None
    runner_up = next((r.event_type for r in rows[1:] if r.event_type not in (None, best.event_type)), None)
    return Decision(best.event_type or NONE, score, best, best.modes, (), best.source, runner_up)


def by_both(
    rows: list[Predicate], known: bool, reading: Reading | None, settings: EventSettings, elsewhere: float = 0.0
) -> Decision | None:
    """The decision of tables and encoder; None for no event. `elsewhere` as for `by_tables`.

    The tables decide alone without a reading (a word too far into a long sentence) and where the encoder has never heard of the row's type.
    """
    if reading is None or (rows and (rows[0].event_type or NONE) not in reading.types):
        return by_tables(rows, settings, elsewhere)
    weights = {name: max(p, FLOOR) for name, p in reading.types.items()}
    if rows and rows[0].event_type is not None:
        weights[rows[0].event_type] *= math.exp(_prior(rows[0], settings))
    else:
        weights[NONE] *= math.exp(-(settings.prior_blocked if rows else settings.prior_known if known else settings.prior_unknown))
    weights[NONE] *= math.exp(elsewhere)
    total = sum(weights.values())
    if 1 - weights.pop(NONE) / total < settings.threshold:
        return None
    (score, best), second, *_ = sorted(((weight / total, name) for name, weight in weights.items()), reverse=True)
    if score < settings.threshold / 1.5:
        return None
    row = next((r for r in rows if r.event_type == best), None)
    told = f"encoder {reading.types[best]:.2f}"
    return Decision(
        best, score, row, row.modes if row else (), _modes(reading, best), f"{row.source}; {told}" if row else told,
        second[1] if second[0] > 0.05 else None,
    )  # fmt: skip


def _prior(row: Predicate, settings: EventSettings) -> float:
    """What a row says: one that is sure and asks for a frame says more than one that takes the bare word."""
    if not row.sure:
        return settings.prior_unsure
    return settings.prior_sure + (settings.prior_frame if row.tests else 0.0)


def _modes(reading: Reading, event_type: str) -> tuple[str, ...]:
    """Modes of a type that the encoder is fairly sure of, the likeliest first."""
    told = sorted(((p, m) for m, p in reading.modes.items() if p > GUESS and m.startswith(event_type + " ")), reverse=True)
    return tuple(mode.split(" ", 1)[1] for _, mode in told)
