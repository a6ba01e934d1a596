"""Stories in a chronicle: articles are placed as they come, among the stories of before that share a telling term with them.

What a story's articles have in common is kept with the story, so that no article is read a second time; the work for an article does not
grow with the chronicle. A batch is one transaction.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Column, Connection, Insert, delete, func, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from khronika.merge.copies import bands
from khronika.merge.stories import CANDIDATES, LATEST, REMEMBERED, Story, StoryFinder, day_of, story_id, telling
from khronika.merge.vectors import Rarity, packed, terms, unpacked
from khronika.model import Article
from khronika.store.numbers import take
from khronika.store.rows import chunks, records
from khronika.store.schema import articles, stories, story_copies, story_members, story_rarity, story_terms, unmerged_articles

Row = Mapping[str, Any]
TEXTS = ("id", "text", "title", "published", "published_from", "publisher", "url", "language", "author")


def forget_stories(connection: Connection) -> None:
    """Take all stories out, and mark all articles as unmerged."""
    for table in (unmerged_articles, story_members, stories, story_terms, story_rarity, story_copies):
        connection.execute(delete(table))
    connection.execute(insert(unmerged_articles).from_select(["article"], select(articles.c.num).where(articles.c.is_current == 1)))


def place_articles(connection: Connection, most: int) -> int:
    """Place up to `most` unmerged articles, in order of publication; returns how many there were, 0 when all are placed."""
    statement = select(articles).join(unmerged_articles, unmerged_articles.c.article == articles.c.num)
    rows = records(connection.execute(statement.order_by(func.coalesce(articles.c.published, ""), articles.c.num).limit(most)))
    if not rows:
        return 0
    _take_out(connection, [row["num"] for row in rows])
    came = [row for row in rows if row["is_current"] and row["text"] is not None]
    if came:
        _Batch(connection, came).place()
    _delete(connection, unmerged_articles.c.article, (row["num"] for row in rows))
    return len(rows)


def _delete(connection: Connection, column: Column[Any], values: Iterable[int]) -> None:
    for part in chunks(sorted(values)):
        connection.execute(delete(column.table).where(column.in_(part)))


def _article(row: Row) -> Article:
    return Article(**{name: row[name] for name in TEXTS})


def _rarity(connection: Connection) -> Rarity:
    row = connection.execute(select(story_rarity)).one_or_none()
    return Rarity.of(row.articles, row.counts) if row else Rarity()


def _state(story: Story) -> dict[str, Any]:
    """The columns of a story."""
    days = " ".join(str(day) for day in story.days[-REMEMBERED:])
    return {"id": story.id, "articles": story.articles, "days": days, "total": packed(story.total)}


def _take_out(connection: Connection, nums: Sequence[int]) -> None:
    """Take articles out of the stories that they are in: another edition has superseded them, or they are placed anew.

    What is left of a story is summed up anew; copies of an article that goes are placed anew as well.
    """
    touched: set[int] = set()
    for part in chunks(nums):
        touched |= set(connection.execute(select(story_members.c.story).where(story_members.c.article.in_(part))).scalars())
        theirs = select(story_members.c.article).where(story_members.c.copy_of.in_(part), story_members.c.article.not_in(nums))
        theirs = theirs.where(story_members.c.article.not_in(select(unmerged_articles.c.article)))
        connection.execute(insert(unmerged_articles).from_select(["article"], theirs))
        connection.execute(update(story_members).where(story_members.c.copy_of.in_(part)).values(copy_of=None))
    _delete(connection, story_members.c.article, nums)
    _delete(connection, story_copies.c.article, nums)
    rarity = _rarity(connection) if touched else Rarity()
    for num in sorted(touched):
        statement = select(articles).join(story_members, story_members.c.article == articles.c.num).where(story_members.c.story == num)
        count = connection.execute(select(func.count()).select_from(story_members).where(story_members.c.story == num)).scalar_one()
        if not count:
            connection.execute(delete(stories).where(stories.c.num == num))
            continue
        story = Story("")
        for row in records(connection.execute(statement.order_by(articles.c.num.desc()).limit(REMEMBERED))):
            article = _article(row)
            story.take(rarity.vector(terms(article)), day_of(article))
        story.days.sort()
        values = {name: value for name, value in _state(story).items() if name != "id"}
        connection.execute(update(stories).where(stories.c.num == num).values(**values))


class _Batch:
    """Articles that are placed together."""

    def __init__(self, connection: Connection, rows: Sequence[Row]) -> None:
        self.connection = connection
        # For the finder an article's id is its number here: two articles may bring one id.
        self.ids = {row["num"]: row["id"] for row in rows}
        self.articles = [replace(_article(row), id=str(row["num"])) for row in rows]
        self.found = [terms(article) for article in self.articles]
        self.finder = StoryFinder(_rarity(connection))
        self.known: dict[int, int] = {}

    def place(self) -> None:
        """Place them, and keep what has come of it."""
        for found in self.found:
            self.finder.rarity.count(found)
        near = self._originals()
        self._know({story for _, _, story in near})
        for num, text, story in near:
            self.finder.know_original(str(num), text, self.known[story])
        before = len(self.finder.stories)
        for article, found in zip(self.articles, self.found, strict=True):
            self.finder.add(article, found)
        self.finder.settle()
        self._keep(before)

    def _originals(self) -> list[tuple[int, str, int]]:
        """Articles of which some of these may be near copies: number, text, story."""
        by_band: set[int] = {band for article in self.articles for band in bands(article.text)}
        nums: set[int] = set()
        for part in chunks(sorted(by_band)):
            nums |= set(self.connection.execute(select(story_copies.c.article).where(story_copies.c.band.in_(part))).scalars())
        found = []
        for part in chunks(sorted(nums)):
            statement = select(articles.c.num, articles.c.text, story_members.c.story)
            statement = statement.join(story_members, story_members.c.article == articles.c.num).where(articles.c.num.in_(part))
            found += [(row.num, row.text, row.story) for row in self.connection.execute(statement.order_by(articles.c.num))]
        return found

    def _know(self, wanted: set[int]) -> None:
        """Make the stories known that these articles may belong to, and those wanted."""
        told = [telling(self.finder.rarity.vector(found), self.finder.rarity) for found in self.found]
        having: dict[int, dict[int, int]] = defaultdict(dict)
        for part in chunks(sorted({term for terms_ in told for term in terms_})):
            statement = select(story_terms).where(story_terms.c.term.in_(part))
            for told_by in self.connection.execute(statement):
                having[told_by.term][told_by.story] = told_by.seen
        for terms_ in told:
            wanted = wanted | set(_most(terms_, having))
        of_story: dict[int, list[int]] = defaultdict(list)
        for term, seen in having.items():
            for number in seen:
                of_story[number].append(term)
        for part in chunks(sorted(wanted)):
            for row in self.connection.execute(select(stories).where(stories.c.num.in_(part)).order_by(stories.c.num)):
                days = [int(day) for day in row.days.split()]
                story = Story(row.id, unpacked(row.total or b""), row.articles, days, row.num)
                self.known[row.num] = self.finder.know(story, of_story[row.num])

    def _keep(self, known: int) -> None:
        """Store what has changed; the finder's first `known` stories were there before."""
        founders: dict[int, int] = {}
        for placed in self.finder.placed.values():
            founders.setdefault(placed.story, int(placed.article))
        keys = {number: story.key for number, story in enumerate(self.finder.stories) if story.key is not None}
        new = sorted(number for number in founders if number >= known)
        if new:
            keys |= dict(zip(new, range(take(self.connection, "story", len(new)), sys.maxsize), strict=False))
            self.connection.execute(insert(stories), [self._new(number, keys[number], founders[number]) for number in new])
        for number in sorted(founders.keys() - set(new)):
            values = _state(self.finder.stories[number])
            self.connection.execute(update(stories).where(stories.c.num == keys[number]).values(**values))
        members = [
            {"article": int(p.article), "story": keys[p.story], "likeness": p.likeness, "copy_of": int(p.copy_of) if p.copy_of else None}
            for p in self.finder.placed.values()
        ]
        self.connection.execute(insert(story_members), members)
        self._keep_terms(keys)
        self._keep_copies()
        rarity = self.finder.rarity
        self.connection.execute(delete(story_rarity))
        self.connection.execute(insert(story_rarity), {"num": 1, "articles": rarity.articles, "counts": rarity.packed()})

    def _new(self, number: int, key: int, founder: int) -> dict[str, Any]:
        """The row of a new story, under a name that no other has: its first article may have begun another before, in an older edition."""
        story = self.finder.stories[number]
        story.id = story_id(self.ids[founder])
        if self.connection.execute(select(stories.c.num).where(stories.c.id == story.id)).first():
            story.id = story_id(f"{self.ids[founder]} {key}")
        return {"num": key, **_state(story)}

    def _keep_terms(self, keys: Mapping[int, int]) -> None:
        latest: dict[tuple[int, int], int] = {}
        for placed in self.finder.placed.values():
            for term in placed.telling:
                latest[term, keys[placed.story]] = int(placed.article)
        if not latest:
            return
        rows = [{"term": term, "story": story, "seen": seen} for (term, story), seen in latest.items()]
        self.connection.execute(_upsert(self.connection), rows)
        # Of each term the stories that had it last are kept, so that looking it up takes the same time however many there were.
        for part in chunks(sorted({term for term, _ in latest})):
            order = (story_terms.c.seen.desc(), story_terms.c.story.desc())
            place = func.row_number().over(partition_by=story_terms.c.term, order_by=order)
            ranked = select(story_terms.c.term, story_terms.c.story, place.label("place")).where(story_terms.c.term.in_(part)).subquery()
            old = select(ranked.c.term, ranked.c.story).where(ranked.c.place > LATEST)
            self.connection.execute(delete(story_terms).where(tuple_(story_terms.c.term, story_terms.c.story).in_(old)))

    def _keep_copies(self) -> None:
        rows = [
            {"band": band, "article": int(article.id)}
            for article in self.articles
            if self.finder.placed[article.id].copy_of is None
            for band in bands(article.text)
        ]
        if rows:
            self.connection.execute(insert(story_copies), rows)


def _most(terms_: Sequence[int], having: Mapping[int, Mapping[int, int]]) -> list[int]:
    """The stories that share most of these terms, the latest of those that share as many."""
    shared: dict[int, tuple[int, int]] = {}
    for term in terms_:
        for story, seen in having.get(term, {}).items():
            count, latest = shared.get(story, (0, 0))
            shared[story] = (count + 1, max(latest, seen))
    return sorted(shared, key=lambda story: (shared[story], story), reverse=True)[: 2 * CANDIDATES]


def _upsert(connection: Connection) -> Insert:
    made: Any = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(story_terms)
    statement: Insert = made.on_conflict_do_update(index_elements=["term", "story"], set_={"seen": made.excluded.seen})
    return statement
