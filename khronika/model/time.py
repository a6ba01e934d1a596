"""When: time expressions (TIMEX3) and the times of events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
TimePrecision = Literal["year", "season", "month", "week", "day", "part_of_day", "minute", "span"]


@dataclass(frozen=True, slots=True)
class Timex:
    """A time expression with its TIMEX3 `type` and `value`.

    `begins` and `ends` are the inclusive interval on the calendar (ISO 8601, as precise as the words), None where the expression gives no
    such side or could not be anchored for want of a publication date. `by` is the rule.
    """

    start: int
    end: int
    text: str
    type: TimexType
    value: str
    begins: str | None = None
    ends: str | None = None
    precision: TimePrecision | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class EventTime:
    """The time of the event of a trigger; `by` says how the two were tied."""

    trigger: str
    timex: Timex
    by: str
