"""What times are counted from: the day of publication, and the time that the narrative has reached.

A report counts from its publication; a history, told long after, counts from the dates that it names ("In May 1877 … In June …").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from khronika.times import calendar
from khronika.times.tense import Tense

# Units from fine to coarse.
GRAINS = "DKWFMQSYECL"
# How much farther a time is taken to be if it lies against the verb's tense, and if the day is not the weekday named with it, in days.
AGAINST_TENSE, WRONG_WEEKDAY = 3, 1000
# How many sentences a day named holds for the times of the clock behind it.
NEAR = 3
# A history goes forward: a month so many months before the one just told of is that of the next year.
NEXT_YEAR = 8


def published_day(text: str | None) -> date | None:
    """The day of an article's `published`; None if it is missing or no date."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Relative:
    """A relative word: how many units on or back, and whether from the time just named ("the following") or from publication ("last")."""

    value: int
    from_reached: bool = False


@dataclass(slots=True)
class Narrative:
    """Anchors while an article is read from its beginning to its end.

    `reached` is the first day of the last time named, `grain` its unit, `where` its sentence; `sentence` is the one being read;
    `history` says that the text tells a history.
    """

    published: date | None
    history: bool = False
    reached: date | None = None
    grain: str = "D"
    where: int = -1
    sentence: int = 0

    def anchor(self, rel: Relative | None) -> date | None:
        """The day that a relative word counts from, or what stands without one."""
        if self.history or (rel is not None and rel.from_reached):
            return self.reached or self.published
        return self.published

    def unit_reached(self, unit: str) -> date | None:
        """The day whose unit "the month" means: what the narrative has reached, if that is as fine, else the publication."""
        finer = self.reached is not None and GRAINS.find(self.grain) <= GRAINS.find(unit)
        return self.reached if finer else self.published or self.reached

    @property
    def day_is_near(self) -> bool:
        """Whether a day has been named in the last few sentences, so that a time of the clock is one of that day."""
        return self.reached is not None and self.grain == "D" and self.sentence - self.where <= NEAR

    def reach(self, day: date, grain: str) -> None:
        """The narrative has named a time. A year alone does not undo what is known of the month in it."""
        if grain != "Y" or self.reached is None or self.grain == "Y" or self.reached.year != day.year:
            self.reached, self.grain = day, grain
        self.where = self.sentence

    def year_of(self, month: int, number: int | None, tense: Tense | None, weekday: int | None = None) -> int | None:
        """The year of a month, or of a day (perhaps with its weekday), that is named without one; None if nothing tells it."""
        if self.history or (tense != "future" and self._looks_back()):
            return self._told_year(month)
        if self.published is None:
            return None
        return self._near_year(self.published, month, number, tense, weekday)

    def _looks_back(self) -> bool:
        """Whether the sentence has gone back to another year ("in May 2003 and again in July")."""
        if self.reached is None or self.published is None or self.where != self.sentence:
            return False
        return self.published.year - self.reached.year > 1

    def _told_year(self, month: int) -> int | None:
        base = self.reached or self.published
        if base is None or self.grain == "Y":
            return base.year if base else None
        return base.year + (month - base.month <= -NEXT_YEAR)

    @staticmethod
    def _near_year(published: date, month: int, number: int | None, tense: Tense | None, weekday: int | None) -> int:
        """The year that brings the time nearest to publication, where against the tense counts as farther."""
        best, least = published.year, (float("inf"), False)
        for year in (published.year, published.year - 1, published.year + 1):
            found = calendar.day(year, month, number or 1)
            if found is None:
                continue
            days = (found - published).days if number else ((year - published.year) * 12 + month - published.month) * 30
            against = (days > 0 and tense == "past") or (days < 0 and tense == "future")
            far = abs(days) * (AGAINST_TENSE if against else 1)
            if weekday is not None and found.isoweekday() != weekday:
                far += WRONG_WEEKDAY
            if (far, against) < least:
                best, least = year, (far, against)
        return best

    def weekday(self, number: int, rel: Relative | None, tense: Tense | None, *, direct: bool) -> date | None:
        """The day of a weekday (1 is Monday): the most recent one, the next one, or that before or after by a relative word.

        `direct` says that the word that tells the tense governs the weekday itself; else what is to come may be spoken of by a
        day gone by ("will appeal against Friday's ruling"), and the nearer one is taken.
        """
        base = self.anchor(rel)
        if base is None:
            return None
        ahead, back = (number - base.isoweekday()) % 7, (base.isoweekday() - number) % 7
        if rel is not None and rel.value:
            return calendar.add(base, -(back or 7) if rel.value < 0 else ahead or 7, "D")
        if self.history or (tense == "future" and (direct or ahead <= back)):
            return calendar.add(base, ahead, "D")
        return calendar.add(base, -back, "D")
