"""How many: quantities and what they count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

QuantityRole = Literal["participants", "arrested", "released", "dead", "injured", "displaced", "abducted", "missing", "money_usd", "other"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the words of the text. `low`/`high` are inclusive; None leaves that side open ("at least 20": 20, None).

    `unit` is the lemma of what is counted ("protester"), or a currency code; `of` is the whole of which this is a part; `head` is the
    index of the token that is counted, or of the number itself where nothing is named.
    """

    start: int
    end: int
    text: str
    low: float | None
    high: float | None
    approximate: bool = False
    unit: str | None = None
    role: QuantityRole | None = None
    of: Quantity | None = None
    head: int | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class EventQuantity:
    """A quantity of the event of a trigger, with the role that it has there; `by` says how the two were tied."""

    trigger: str
    quantity: Quantity
    by: str


@dataclass(frozen=True, slots=True)
class Measure:
    """What a sanction or restriction consists of, and how far it has come."""

    trigger: str
    start: int
    end: int
    text: str
    type: str
    stage: str | None
    by: str
