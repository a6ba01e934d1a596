"""Adding codings to a chronicle: articles with their editions, events, failures. One transaction a batch; what is returned is stored."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from khronika.model import Coder, Failure
from khronika.store import runs
from khronika.store.apply import Standing
from khronika.store.chronicle import Chronicle
from khronika.store.days import first_day
from khronika.store.numbers import take
from khronika.store.rows import Coding, chunks, content_hash, machine_text, records, source_key
from khronika.store.schema import articles, coders, old_events, unmerged_articles
from khronika.store.settle import Task, remove, settle, stored_events

Row = dict[str, Any]
STAGE = "store"


@dataclass(slots=True)
class Added:
    """What became of a batch: how many articles were new, already there, coded anew, or another edition; events; what failed.

    `lost` are the judgements whose words or event are gone in what was added.
    """

    new: int = 0
    unchanged: int = 0
    recoded: int = 0
    editions: int = 0
    events: int = 0
    failures: list[Failure] = field(default_factory=list)
    lost: list[Standing] = field(default_factory=list)

    @property
    def articles(self) -> int:
        """All articles of the batch that are stored now."""
        return self.new + self.unchanged + self.recoded + self.editions


def add(
    chronicle: Chronicle, codings: Sequence[Coding], run: int | None = None, also: Callable[[Connection], None] = lambda connection: None
) -> Added:
    """Store codings, and what `also` writes. When this returns, all of it is on the disk; when it raises, nothing of it is."""
    added = Added()
    with chronicle.writing() as connection:
        batch = _Batch(connection, run, added)
        for group in _without_repeats(codings):
            batch.store(group)
        if run is not None:
            runs.progress(connection, run, added.articles, added.events, added.failures)
        also(connection)
    return added


def known(chronicle: Chronicle, codings: Sequence[Coding]) -> list[bool]:
    """Of articles that would be coded by their coder: whether that would change nothing, so that they need not be coded."""
    with chronicle.reading() as connection:
        numbers = {coder: _coder(connection, coder) for coder in {coding.coder for coding in codings}}
        editions = _editions(connection, [source_key(coding.article) for coding in codings])
    found = []
    for coding in codings:
        same, coder = _same_edition(editions.get(source_key(coding.article), []), coding), numbers[coding.coder]
        coded = same is not None and coder is not None and same["coder"] == coder
        found.append(coded or (same is not None and not same["is_current"]))
    return found


def _without_repeats(codings: Sequence[Coding]) -> Iterator[list[Coding]]:
    """Groups in which no article comes twice."""
    group: dict[str, Coding] = {}
    for coding in codings:
        key = source_key(coding.article)
        if key in group:
            yield list(group.values())
            group = {}
        group[key] = coding
    if group:
        yield list(group.values())


def now() -> str:
    """The time as it is stored: UTC, ISO 8601."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _coder(connection: Connection, coder: Coder) -> int | None:
    statement = select(coders.c.num).where(coders.c.version == coder.version, coders.c.config == coder.config)
    return connection.execute(statement).scalar()


def _editions(connection: Connection, keys: Sequence[str]) -> dict[str, list[Row]]:
    """All editions of articles by key, the oldest first."""
    found: dict[str, list[Row]] = {}
    for part in chunks(list(dict.fromkeys(keys))):
        statement = select(articles).where(articles.c.source_key.in_(part)).order_by(articles.c.edition)
        for row in records(connection.execute(statement)):
            found.setdefault(row["source_key"], []).append(row)
    return found


def _same_edition(editions: Sequence[Row], coding: Coding) -> Row | None:
    content = content_hash(coding.article)
    return next((row for row in editions if row["content"] == content), None)


class _Batch:
    """One transaction of `add`."""

    def __init__(self, connection: Connection, run: int | None, added: Added) -> None:
        self.connection, self.run, self.added = connection, run, added
        self.now = now()
        self.coders: dict[Coder, int] = {}
        self.old: list[Row] = []

    def store(self, codings: Sequence[Coding]) -> None:
        """Store codings of different articles."""
        editions = _editions(self.connection, [source_key(coding.article) for coding in codings])
        first = take(self.connection, "article", len(codings))
        new: list[Row] = []
        tasks: list[Task] = []
        for num, coding in enumerate(codings, first):
            self.added.failures += coding.failures
            task = self._place(coding, num, editions.get(source_key(coding.article), []), new)
            if task is not None:
                tasks.append(task)
        if new:
            self.connection.execute(insert(articles), new)
            current = [{"article": row["num"]} for row in new if row["is_current"]]
            if current:
                self.connection.execute(insert(unmerged_articles), current)
        if self.old:
            self.connection.execute(insert(old_events), self.old)
            self.old = []
        done = settle(self.connection, tasks)
        self.added.events += done.put
        self.added.lost += done.lost

    def _place(self, coding: Coding, num: int, editions: Sequence[Row], new: list[Row]) -> Task | None:
        """Find or make the article's row; the task if its events are to be settled."""
        current = next((row for row in editions if row["is_current"]), None)
        same = _same_edition(editions, coding)
        if current is not None and not coding.article.text:
            return self._lines(coding, current)
        if same is not None:
            return self._again(coding, same)
        if current is not None and current["text"] is None and current["id"] == coding.article.id:
            # Known from coded lines only; now its text has come.
            row = current | self._values(coding)
            self.connection.execute(update(articles).where(articles.c.num == row["num"]).values(self._values(coding)))
            self._unmerge(row["num"])
            self.added.recoded += 1
            return self._task(row, coding)
        row = {
            "num": num, "source_key": source_key(coding.article), "edition": len(editions) + 1, "is_current": 1, "added": self.now,
            "run": self.run, "coder": None if coding.failures else self._coder(coding.coder), **self._values(coding),
        }  # fmt: skip
        if current is None:
            self.added.new += 1
            new.append(row)
            return self._task(row, coding)
        self.added.editions += 1
        if _earlier(row, current):
            new.append(row | {"is_current": 0})
            self._keep_old(row["num"], coding)
            return None
        self._supersede(current)
        new.append(row)
        return self._task(row, coding)

    def _values(self, coding: Coding) -> Row:
        article = coding.article
        return {
            "id": article.id, "content": content_hash(article), "text": article.text or None, "title": article.title,
            "published": article.published, "published_from": article.published_from, "publisher": article.publisher, "url": article.url,
            "language": article.language, "author": article.author,
        }  # fmt: skip

    def _coder(self, coder: Coder) -> int:
        if coder not in self.coders:
            num = _coder(self.connection, coder)
            if num is None:
                num = take(self.connection, "coder")
                values = {"num": num, "version": coder.version, "config": coder.config, "first_used": self.now}
                self.connection.execute(insert(coders), values)
            self.coders[coder] = num
        return self.coders[coder]

    def _task(self, row: Row, coding: Coding) -> Task | None:
        if coding.failures:
            return None  # what an earlier coder found stays
        return Task(row, self._coder(coding.coder), {line["id"]: machine_text(line) for line in coding.lines})

    def _again(self, coding: Coding, row: Row) -> Task | None:
        """An edition that is known: nothing to do if it is an old one, or was coded by this coder."""
        coder = self._coder(coding.coder)
        if not row["is_current"] or row["coder"] == coder or coding.failures:
            self.added.unchanged += 1
            return None
        self.added.recoded += 1
        # An author that was not kept when the article came, or was not found, is no other edition.
        found = {"language": coding.article.language, "author": coding.article.author or row["author"]}
        self.connection.execute(update(articles).where(articles.c.num == row["num"]).values(coder=coder, **found))
        return self._task(row | found, coding)

    def _lines(self, coding: Coding, row: Row) -> Task | None:
        """Lines of a file for an article that is known."""
        coder = self._coder(coding.coder)
        text, where = row["text"], coding.article.origin or coding.article.id
        if any(text is not None and text[x["trigger"]["start"] : x["trigger"]["end"]] != x["trigger"]["text"] for x in coding.lines):
            what, advice = "the lines do not fit the text that is stored of this article", "add the article itself"
            self.added.failures.append(Failure(what, where, advice, coding.article.id, STAGE))
            return None
        machine = {line["id"]: machine_text(line) for line in coding.lines}
        if row["coder"] == coder:
            stored = stored_events(self.connection, [row["num"]]).get(row["num"], {})
            before = {key: event["machine"] for key, event in stored.items() if not event["held"]}
            if machine.keys() <= before.keys():
                self.added.unchanged += 1
                return None
            machine = before | {key: text for key, text in machine.items() if key not in before}
        else:
            self.connection.execute(update(articles).where(articles.c.num == row["num"]).values(coder=coder))
        self.added.recoded += 1
        return Task(row, coder, machine)

    def _supersede(self, row: Row) -> None:
        """Keep the current edition as an old one, with what the machine coded of it."""
        self.connection.execute(update(articles).where(articles.c.num == row["num"]).values(is_current=0))
        self._unmerge(row["num"])
        stored = list(stored_events(self.connection, [row["num"]]).get(row["num"], {}).values())
        self.old += ({"article": row["num"], **{name: event[name] for name in ("id", "coder", "machine")}} for event in stored)
        remove(self.connection, [event["num"] for event in stored])

    def _unmerge(self, num: int) -> None:
        """An article has another text, or is none any more: the next merging takes it out of its story."""
        self.connection.execute(delete(unmerged_articles).where(unmerged_articles.c.article == num))
        self.connection.execute(insert(unmerged_articles), {"article": num})

    def _keep_old(self, num: int, coding: Coding) -> None:
        rows = [
            {"article": num, "id": line["id"], "coder": self._coder(coding.coder), "machine": machine_text(line)} for line in coding.lines
        ]
        self.old += rows


def _earlier(row: Mapping[str, Any], current: Mapping[str, Any]) -> bool:
    """Whether an edition that came later was published on a day before the current one."""
    mine, theirs = first_day(row["published"]), first_day(current["published"])
    return mine is not None and theirs is not None and mine < theirs
