"""Stories: articles that report the same event or its direct follow-up, found as they come, in order of time.

Each article joins the story that it is most like on average, or begins one. Only stories that share one of its most telling terms are
compared.
When all have come, each is once more put where it fits best: the first of a story came before there was one.
Words, names, openings, numbers and days decide; vectors of the encoder are not used.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from khronika.merge.copies import CopyFinder
from khronika.merge.vectors import Rarity, Vector, product, terms
from khronika.model import Article
from khronika.model.story import Membership

# Likeness from which on an article belongs to a story.
THRESHOLD = 0.18
# What the days between two articles take from their likeness: this, times the logarithm of one more than their number.
APART = 0.03
# Terms of an article by which stories are looked up, and stories then compared in full.
TELLING, CANDIDATES = 32, 40
# Days remembered of a story, newest first: enough for the mean, and a bound on a story that runs for years.
REMEMBERED = 60


@dataclass(slots=True)
class _Story:
    id: str
    total: Vector = field(default_factory=dict)
    articles: int = 0
    days: list[int] = field(default_factory=list)

    def likeness(self, vector: Vector, day: int | None) -> float:
        """Mean likeness to the story's articles, the days between counted."""
        alike = product(vector, self.total) / self.articles
        if day is None or not self.days:
            return alike
        recent = self.days[-REMEMBERED:]
        return alike - APART * math.fsum(math.log1p(abs(day - other)) for other in recent) / len(recent)

    def leave(self, vector: Vector, day: int | None) -> None:
        """Take an article out."""
        self.articles -= 1
        for term, weight in vector.items():
            self.total[term] -= weight
        if day is not None:
            self.days.remove(day)

    def take(self, vector: Vector, day: int | None) -> None:
        """Add an article."""
        self.articles += 1
        for term, weight in vector.items():
            self.total[term] = self.total.get(term, 0.0) + weight
        if day is not None:
            self.days.append(day)


@dataclass(slots=True)
class _Placed:
    """An article that has come, and where it is."""

    article: str
    vector: Vector
    telling: list[str]
    day: int | None
    copy_of: str | None
    story: int = -1
    likeness: float | None = None


class StoryFinder:
    """Puts articles into stories, one after the other; `rarity` should have counted them, or many like them."""

    def __init__(self, rarity: Rarity) -> None:
        self._rarity = rarity
        self._stories: list[_Story] = []
        self._index: dict[str, dict[int, None]] = defaultdict(dict)
        self._copies = CopyFinder()
        self._placed: dict[str, _Placed] = {}

    def add(self, article: Article, found: Counter[str]) -> Membership:
        """The story of an article, whose terms are given; a near copy goes where its original went."""
        vector = self._rarity.vector(found)
        # Of equal weights the first in the alphabet, so that the order in the text decides nothing.
        telling = sorted(vector, key=lambda term: (-vector[term], term))[:TELLING]
        placed = _Placed(article.id, vector, telling, _day(article), self._copies.add(article.id, article.text))
        self._place(placed)
        self._placed[article.id] = placed
        return self._membership(placed)

    def settle(self) -> list[Membership]:
        """Put each article once more where it fits best, all others being known; their stories, in the order in which they came."""
        for placed in self._placed.values():
            self._stories[placed.story].leave(placed.vector, placed.day)
            self._place(placed, placed.story)
        first: dict[int, str] = {}
        for placed in self._placed.values():
            # The article that began a story may have left it for one of its own: a story has the name of the first that is in it.
            self._stories[placed.story].id = first.setdefault(placed.story, story_id(placed.article))
        return [self._membership(placed) for placed in self._placed.values()]

    def _membership(self, placed: _Placed) -> Membership:
        return Membership(placed.article, self._stories[placed.story].id, placed.likeness, placed.copy_of)

    def _place(self, placed: _Placed, before: int | None = None) -> None:
        number: int | None
        if placed.copy_of is not None:
            number, placed.likeness = self._placed[placed.copy_of].story, 1.0
        else:
            number, placed.likeness = self._best(placed)
        if number is None and before is not None and not self._stories[before].articles:
            number = before
        elif number is None:
            number = len(self._stories)
            self._stories.append(_Story(story_id(placed.article)))
        self._stories[number].take(placed.vector, placed.day)
        placed.story = number
        for term in placed.telling:
            self._index[term][number] = None

    def _best(self, placed: _Placed) -> tuple[int | None, float | None]:
        shared: Counter[int] = Counter()
        for term in placed.telling:
            shared.update(list(self._index.get(term, ())))
        alive = [number for number in shared if self._stories[number].articles]
        candidates = sorted(alive, key=lambda number: (-shared[number], -number))[:CANDIDATES]
        scored = [(self._stories[number].likeness(placed.vector, placed.day), -number) for number in candidates]
        best, number = max(scored, default=(0.0, 0))
        return (-number, best) if best >= THRESHOLD else (None, None)


def stories(articles: Iterable[Article]) -> list[Membership]:
    """Stories of a collection, in order of publication (articles without a day first), whatever the order of the input."""
    ordered = sorted(articles, key=lambda article: (article.published or "", article.id))
    rarity, found = Rarity(), [terms(article) for article in ordered]
    for counted in found:
        rarity.count(counted)
    finder = StoryFinder(rarity)
    for article, counted in zip(ordered, found, strict=True):
        finder.add(article, counted)
    return finder.settle()


def story_id(first: str) -> str:
    """Id of a story: a hash of the id of the article that began it."""
    return "st_" + hashlib.sha256(first.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _day(article: Article) -> int | None:
    return date.fromisoformat(article.published[:10]).toordinal() if article.published else None
