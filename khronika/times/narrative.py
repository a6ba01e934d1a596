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
# Units from fine to coarse.
GRAINS = "DKWFMQSYECL"
# How much farther a time is taken to be if it lies against the verb's tense, and if the day is not the weekday named with it, in days.
AGAINST_TENSE, WRONG_WEEKDAY = 3, 1000


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

    def unit_reached(self, unit: str) -> date | None:
        """The day whose unit "the month" means: what the narrative has reached, if that is as fine, else the publication."""
        finer = self.reached is not None and GRAINS.find(self.grain) <= GRAINS.find(unit)
        return self.reached if finer else self.published or self.reached

    def anchor(self, word: str, *, definite: bool = False) -> date | None:
        """The day that a relative word counts from; `definite` after "the" ("the next day")."""
        if self.history or word in BACKWARD or (definite and word == "next"):
            return self.reached or self.published
        return self.published

    def reach(self, day: date, grain: str) -> None:
        """The narrative has named a time. A year alone does not undo what is known of the month in it."""
        if grain != "Y" or self.reached is None or self.grain == "Y" or self.reached.year != day.year:
            self.reached, self.grain = day, grain

    def year_of(self, month: int, number: int | None, tense: Tense | None, weekday: int | None = None) -> int | None:
        """The year of a month, or of a day (perhaps with its weekday), that is named without one."""
        if self.history:
            return self._told_year(month)
        if self.published is None:
            return None
        return self._near_year(self.published, month, number, tense, weekday)

    def _told_year(self, month: int) -> int | None:
        base = self.reached or self.published
        if base is None:
            return None
        if self.grain == "Y":
            return base.year
        # A history goes forward: after December comes the next January.
        return base.year + (month - base.month <= -8)

    @staticmethod
    def _near_year(published: date, month: int, number: int | None, tense: Tense | None, weekday: int | None) -> int:
        """The year that brings the time nearest to publication, where against the tense counts as farther."""
        best, least = published.year, float("inf")
        for year in (published.year, published.year - 1, published.year + 1):
            found = calendar.day(year, month, number or 1)
            if found is None:
                continue
            days = (found - published).days if number else ((year - published.year) * 12 + month - published.month) * 30
            far = abs(days) * (AGAINST_TENSE if (days > 0 and tense == "past") or (days < 0 and tense == "future") else 1)
            if weekday is not None and found.isoweekday() != weekday:
                far += WRONG_WEEKDAY
            if far < least:
                best, least = year, far
        return best

    def weekday(
        self, number: int, tense: Tense | None, rel: int | None, *, direct: bool = True, definite: bool = False, word: str = ""
    ) -> date | None:
        """The day of a weekday (1 is Monday): the most recent one, the next one, or that before or after by a relative word.

        `direct` says that the word that tells the tense governs the weekday itself; else what is to come may be spoken of by a
        day gone by ("will appeal against Friday's ruling"), and the nearer one is taken.
        """
        base = self.anchor(word, definite=definite)
        if base is None:
            return None
        ahead, back = (number - base.isoweekday()) % 7, (base.isoweekday() - number) % 7
        if rel:
            return calendar.add(base, -(back or 7) if rel < 0 else ahead or 7, "D")
        if self.history or (tense == "future" and (direct or ahead <= back)):
            return calendar.add(base, ahead, "D")
        return calendar.add(base, -back, "D")
