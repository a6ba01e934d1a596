"""Stories: articles that report the same event or its direct follow-up, found as they come, in order of time.

Each article joins the story that it is most like on average, or begins one; later ones may join what it began. Only stories that share one
of its most telling terms are compared, of each term the few that had it last, so that an article takes the same work however many came
before. When a batch has come, each of its articles is once more put where it fits best: the first of a story came before there was one.

Words, names, openings, numbers and days decide. Places and actors of the coding, and vectors of the encoder, were tried and are not used:
docs/chronicle.md tells what they bring.
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
# What the days between an article and the nearest of a story take from their likeness: this, times the logarithm of one more than their
# number.
APART = 0.03
# Terms of an article by which stories are looked up, and as many of its own by which later articles find it; stories looked at for one
# term, those that had it last; stories then compared in full.
TELLING, LATEST, CANDIDATES = 32, 50, 20
# Days remembered of a story, the newest: a bound on a story that runs for years.
REMEMBERED = 60


@dataclass(slots=True)
class Story:
    """A story as far as it has come: the sum of its articles' vectors, how many there are, and their days. `key` is the keeper's own."""

    id: str
    total: Vector = field(default_factory=dict)
    articles: int = 0
    days: list[int] = field(default_factory=list)
    key: int | None = None

    def likeness(self, vector: Vector, day: int | None) -> float:
        """Mean likeness to the story's articles, less what the days between take."""
        alike = product(vector, self.total) / self.articles
        if day is None or not self.days:
            return alike
        return alike - APART * math.log1p(min(abs(day - other) for other in self.days[-REMEMBERED:]))

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
class Placed:
    """An article that has come, and where it is: the number of its story among the finder's."""

    article: str
    vector: Vector
    telling: list[int]
    day: int | None
    copy_of: str | None
    story: int = -1
    likeness: float | None = None


class StoryFinder:
    """Puts articles into stories, one after the other; `rarity` should have counted them.

    What came in earlier batches is made known with `know` and `know_original`: it may be joined, and stays where it is.
    """

    def __init__(self, rarity: Rarity) -> None:
        self.rarity = rarity
        self.stories: list[Story] = []
        self.placed: dict[str, Placed] = {}
        self._index: dict[int, dict[int, None]] = defaultdict(dict)
        self._copies = CopyFinder()
        self._where: dict[str, int] = {}

    def know(self, story: Story, telling: Iterable[int]) -> int:
        """Make a story known by terms; returns its number among the finder's. Stories should come in the order in which they had them."""
        self.stories.append(story)
        for term in telling:
            self._tell(term, len(self.stories) - 1)
        return len(self.stories) - 1

    def know_original(self, article: str, text: str, story: int) -> None:
        """Make an article of a known story known, of which others may be near copies."""
        self._copies.add(article, text)
        self._where[article] = story

    def add(self, article: Article, found: Counter[int]) -> Membership:
        """The story of an article, whose terms are given; a near copy goes where its original went."""
        vector = self.rarity.vector(found)
        placed = Placed(article.id, vector, telling(vector, self.rarity), day_of(article), self._copies.add(article.id, article.text))
        self._place(placed)
        self.placed[article.id] = placed
        return self._membership(placed)

    def settle(self) -> list[Membership]:
        """Put each article once more where it fits best, all others being known; their stories, in the order in which they came."""
        for placed in self.placed.values():
            self.stories[placed.story].leave(placed.vector, placed.day)
            self._place(placed, placed.story)
        first: dict[int, str] = {}
        for placed in self.placed.values():
            # The article that began a story may have left it for one of its own: a new story has the name of the first that is in it.
            story = self.stories[placed.story]
            if story.key is None:
                story.id = first.setdefault(placed.story, story_id(placed.article))
        return [self._membership(placed) for placed in self.placed.values()]

    def _membership(self, placed: Placed) -> Membership:
        return Membership(placed.article, self.stories[placed.story].id, placed.likeness, placed.copy_of)

    def _place(self, placed: Placed, before: int | None = None) -> None:
        number: int | None
        if placed.copy_of is not None:
            number, placed.likeness = self._where[placed.copy_of], 1.0
        else:
            number, placed.likeness = self._best(placed)
        if number is None and before is not None and not self.stories[before].articles:
            number = before
        elif number is None:
            number = len(self.stories)
            self.stories.append(Story(story_id(placed.article)))
        self.stories[number].take(placed.vector, placed.day)
        placed.story = self._where[placed.article] = number
        for term in placed.telling:
            self._tell(term, number)

    def _tell(self, term: int, story: int) -> None:
        """Remember that a story has a term, and forget the one for which that was longest ago."""
        latest = self._index[term]
        latest.pop(story, None)
        latest[story] = None
        if len(latest) > LATEST:
            del latest[next(iter(latest))]

    def _best(self, placed: Placed) -> tuple[int | None, float | None]:
        shared: Counter[int] = Counter()
        for term in placed.telling:
            shared.update(list(self._index.get(term, ())))
        alive = [number for number in shared if self.stories[number].articles]
        candidates = sorted(alive, key=lambda number: (-shared[number], -number))[:CANDIDATES]
        scored = [(self.stories[number].likeness(placed.vector, placed.day), -number) for number in candidates]
        best, number = max(scored, default=(0.0, 0))
        return (-number, best) if best >= THRESHOLD else (None, None)


def telling(vector: Vector, rarity: Rarity) -> list[int]:
    """The terms that tell most of an article: some that others have had, and as many that a later one may be the first to share.

    Of equal weights the smaller number comes first, so that the order in the text decides nothing.
    """
    ordered = sorted(vector, key=lambda term: (-vector[term], term))
    shared = [term for term in ordered if not rarity.alone(term)]
    return shared[:TELLING] + [term for term in ordered if rarity.alone(term)][:TELLING]


def stories(articles: Iterable[Article]) -> list[Membership]:
    """Stories of a collection, in order of publication (articles without a day first), whatever the order of the input."""
    ordered = sorted(articles, key=lambda article: (article.published or "", article.id))
    finder = StoryFinder(Rarity())
    found = [terms(article) for article in ordered]
    for counted in found:
        finder.rarity.count(counted)
    for article, counted in zip(ordered, found, strict=True):
        finder.add(article, counted)
    return finder.settle()


def story_id(first: str) -> str:
    """Id of a story: a hash of the id of the article that began it."""
    return "st_" + hashlib.sha256(first.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def day_of(article: Article) -> int | None:
    """Day number of an article, None if it has none."""
    return date.fromisoformat(article.published[:10]).toordinal() if article.published else None
