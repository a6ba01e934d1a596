"""Parts of a whole: a share of a known number is a number."""

from __future__ import annotations

from dataclasses import replace

from khronika.model import Quantity

# How far a share of a whole number may be from a whole number to be exact, since shares like a third are rounded.
ROUNDING = 0.05
# Shares are kept to one decimal; of a whole, thirds are meant exactly.
THIRDS = {33.3: 100 / 3, 66.7: 200 / 3}


def as_part(part: Quantity, whole: Quantity) -> Quantity:
    """A part with its whole; a share of a known whole becomes a number: "a third of the 90 deputies" is 30."""
    if part.unit != "percent" or part.low is None or whole.low is None or whole.high is None:
        return replace(part, of=whole)
    share = THIRDS.get(part.low, part.low), THIRDS.get(part.high or part.low, part.high or part.low)
    low, high = share[0] * whole.low / 100, share[1] * whole.high / 100
    approximate = part.approximate or whole.approximate or abs(low - round(low)) > ROUNDING
    return replace(
        part, low=float(round(low)), high=float(round(high)) if part.high is not None else None, unit=whole.unit,
        role=whole.role, of=whole, approximate=approximate,
    )  # fmt: skip
