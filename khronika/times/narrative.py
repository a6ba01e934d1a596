"""What times are counted from: the day of publication, and the time that the narrative has reached.

A report counts from its publication; a history, told long after, counts from the dates that it names ("In May 1940 … In June …").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from khronika.times import calendar
from khronika.times.tense import Tense

# Relative words that point back to the time just named rather than to the day of publication.
BACKWARD = frozenset({"that", "same", "previous", "following", "preceding", "succeeding", "subsequent", "prior"})


def published_day(text: str | None) -> date | None:
    """The day of an article's `published`; None if it is missing or no date."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


@dataclass(slots=True)
class Narrative:
    """Anchors while an article is read from its beginning to its end.

    `reached` is the first day of the last time named, `grain` its unit; `history` says that the text tells a history.
    """

    published: date | None
    history: bool = False
    reached: date | None = None
    grain: str = "D"

    def anchor(self, word: str, *, definite: bool = False) -> date | None:
        """The day that a relative word counts from; `definite` after "the" ("the next day")."""
        if self.history or word in BACKWARD or (definite and word == "next"):
            return self.reached or self.published
        return self.published

    def reach(self, day: date, grain: str) -> None:
        """The narrative has named a time."""
        self.reached, self.grain = day, grain

    def year_of(self, month: int, number: int | None, tense: Tense | None) -> int | None:
        """The year of a month, or of a day, that is named without one."""
        if self.history:
            return self._told_year(month)
        if self.published is None:
            return None
        return self._near_year(self.published, month, number, tense)

    def _told_year(self, month: int) -> int | None:
        base = self.reached or self.published
        if base is None:
            return None
        if self.grain == "Y":
            return base.year
        # A history goes forward: after December comes the next January.
        return base.year + (month - base.month <= -8)

    @staticmethod
    def _near_year(published: date, month: int, number: int | None, tense: Tense | None) -> int:
        candidates = [published.year + n for n in (-1, 0, 1)]
        if number is None:
            distance = {y: (y - published.year) * 12 + month - published.month for y in candidates}
        else:
            days = {y: calendar.day(y, month, number) for y in candidates}
            distance = {y: (d - published).days for y, d in days.items() if d is not None}
        if not distance:
            return published.year
        if tense == "past":
            return max((y for y in distance if distance[y] <= 0), default=published.year)
        if tense == "future":
            return min((y for y in distance if distance[y] >= 0), default=published.year)
        return min(distance, key=lambda y: (abs(distance[y]), y))

    def weekday(self, number: int, tense: Tense | None, rel: int | None, *, definite: bool = False, word: str = "") -> date | None:
        """The day of a weekday (1 is Monday): the most recent one, the next one, or that before or after by a relative word."""
        base = self.anchor(word, definite=definite)
        if base is None:
            return None
        if rel == -1:
            return calendar.add(base, -((base.isoweekday() - number - 1) % 7 + 1), "D")
        if rel == 1:
            return calendar.add(base, (number - base.isoweekday() - 1) % 7 + 1, "D")
        ahead = tense == "future" or tense == "present" or self.history
        return (
            calendar.add(base, (number - base.isoweekday()) % 7, "D")
            if ahead
            else calendar.add(base, -((base.isoweekday() - number) % 7), "D")
        )
