"""What is asked of a chronicle: filters as a person gives them, and what they are in SQL."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, TextClause, bindparam, func, literal_column, select, text

from khronika.errors import UsageError
from khronika.model.event import Status
from khronika.store import terms
from khronika.store.days import LONGEST_DAYS, first_day, first_number, last_day, last_number
from khronika.store.schema import event_search, events
from khronika.store.terms import Groups, Term
from khronika.tables.ontology import ontology

CODE = re.compile(r"[A-Z]{3}")
QUOTED = re.compile(r'"([^"]*)"|(\S+)')
Group = tuple[tuple[Term, ...], ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """What events must be like. Of the values of one filter, one must fit; all filters must.

    `actor`, `recipient` and `source` are names, or parts of them, or codes of country or sector in capitals (BLR, COP); `place` is the
    name of a place or country, `country` its code or name, `text` words of the sentence or title, "in quotes" one after the other. A star
    at the end stands for the rest of a word. `since` and `until` are days, months or years, inclusive. Rejected events only come with
    `rejected`. `own_types` are types that the chronicle has although this program ships none such: `types_of_its_own` finds them.
    """

    type: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    min_confidence: float | None = None
    rejected: bool = False
    own_types: tuple[str, ...] = ()

    @property
    def groups(self) -> Groups:
        """The filters that are answered by the words of events. Raises UsageError for a code that there is not."""
        makers = MAKERS | {"type": functools.partial(_type, own=self.own_types)}
        return tuple(_group(name, getattr(self, name), make) for name, make in makers.items() if getattr(self, name))

    def days(self) -> tuple[str | None, str | None]:
        """First and last day. Raises UsageError for what is no day."""
        since, until = first_day(self.since), last_day(self.until)
        for name, given, day in (("--since", self.since, since), ("--until", self.until, until)):
            if given and day is None:
                raise UsageError(f"{given!r} is no day", where=name, advice="write it as 2020-08-14, 2020-08 or 2020")
        return since, until

    def range(self, key: ColumnElement[int]) -> list[ColumnElement[bool]]:
        """Between which numbers events of the days lie; `key` is the column that has their numbers."""
        since, until = self.days()
        first = [key >= first_number(since, LONGEST_DAYS)] if since else []
        return [*first, key <= last_number(until)] if until else first

    def conditions(self, key: ColumnElement[int]) -> list[ColumnElement[bool]]:
        """The filters that are answered by the columns of events; `key` is the column that has their numbers."""
        found = self.range(key)
        since, until = self.days()
        if since:
            found.append(events.c.ends >= since)
        if until:
            found.append(events.c.begins <= until)
        if self.min_confidence is not None:
            found.append(events.c.confidence >= self.min_confidence)
        if not self.rejected and not self.groups:
            found.append(events.c.verdict.is_distinct_from("rejected"))
        return found


def _code(kind: str, value: str) -> Term:
    return Term("codes", (terms.code(kind, value),))


def _any(values: Iterable[str], make: Callable[[str], Group]) -> Group:
    return tuple(alternative for value in values for alternative in make(value))


def _group(name: str, values: Sequence[str], make: Callable[[str], Group]) -> Group:
    group = _any(values, make)
    if not group:
        raise UsageError(f"there is no word in {' '.join(values)!r}", where=f"--{name}", advice="give letters or digits")
    return group


def _shipped(value: str) -> bool:
    """Whether a type is one of those that ship, or like those that a user's ontology adds to them, which begin with x-."""
    return value.casefold().startswith("x-") or value.casefold() in {name.casefold() for name in ontology()}


def types_of_its_own(connection: Connection, types: Iterable[str]) -> tuple[str, ...]:
    """Of types asked for, those that are none of ours but that a chronicle's events have: its ontology has replaced ours."""
    found = []
    for value in dict.fromkeys(types):
        if not _shipped(value) and terms.fold(value):
            dialect = connection.dialect.name
            filters = Filters(type=(value,), rejected=True, own_types=(value,))
            if connection.execute(counting(filters, dialect, 1)).scalar_one():
                found.append(value)
    return tuple(found)


def _type(value: str, own: Sequence[str] = ()) -> Group:
    if not _shipped(value) and value not in own:
        raise UsageError(f"there is no type {value!r}", where="--type", advice=f"types: {', '.join(ontology())}")
    return ((_code(terms.TYPE, value),),)


def _mode(value: str) -> Group:
    return ((_code(terms.MODE, value),),) if terms.fold(value) else ()


def _status(value: str) -> Group:
    if value not in get_args(Status):
        raise UsageError(f"there is no status {value!r}", where="--status", advice=f"one of {', '.join(get_args(Status))}")
    return ((_code(terms.STATUS, value),),)


def _party(kind: str, field: terms.Field) -> Callable[[str], Group]:
    def make(value: str) -> Group:
        if CODE.fullmatch(value):
            return ((_code(kind, value),),)
        phrase = terms.phrase(field, value)
        return ((phrase,),) if phrase else ()

    return make


def _place(value: str) -> Group:
    words = terms.fold(value)
    star = value.rstrip().endswith("*")
    return (tuple(Term("codes", (f"#{terms.PLACE}{word}",), star and word == words[-1]) for word in words),) if words else ()


def _country(value: str) -> Group:
    code = value if CODE.fullmatch(value) else terms.country_code(value)
    if code is None:
        raise UsageError(f"there is no country {value!r}", where="--country", advice="give its ISO 3166 code, e.g. BLR, or its name")
    return ((_code(terms.COUNTRY, code),),)


def _publisher(value: str) -> Group:
    words = terms.fold(value)
    return (tuple(Term("codes", (f"#{terms.PUBLISHER}{word}",)) for word in words),) if words else ()


def _text(value: str) -> Group:
    found = [terms.phrase("words", quoted or plain) for quoted, plain in QUOTED.findall(value)]
    phrases = tuple(phrase for phrase in found if phrase is not None)
    return (phrases,) if phrases else ()


MAKERS: dict[str, Callable[[str], Group]] = {
    "type": _type, "mode": _mode, "status": _status, "actor": _party(terms.ACTOR, "actors"),
    "recipient": _party(terms.RECIPIENT, "recipients"), "place": _place, "country": _country,
    "source": _party(terms.SOURCE, "sources"), "publisher": _publisher, "text": _text,
}  # fmt: skip
MATCHES = {"sqlite": "event_search MATCH :asked", "postgresql": "event_search.search @@ CAST(:asked AS tsquery)"}


def key_of(filters: Filters, dialect: str) -> ColumnElement[int]:
    """The column with the events' numbers, to sort by: on SQLite the full-text table's own, in whose order it answers without sorting."""
    return literal_column("event_search.rowid", BigInteger) if filters.groups and dialect == "sqlite" else events.c.num


def matching(statement: Select[Any], filters: Filters, dialect: str) -> Select[Any]:
    """A statement that selects from `events`, kept to the events that fit."""
    if filters.groups:
        statement = statement.join_from(events, event_search, event_search.c.rowid == events.c.num).where(_matches(filters, dialect))
        if dialect == "postgresql":
            # It does not see by itself that what holds of the number in one table holds of it in the other, and would read all words.
            statement = statement.where(*filters.range(event_search.c.rowid))
    return statement.where(*filters.conditions(key_of(filters, dialect)))


def numbers(filters: Filters, dialect: str) -> Select[Any]:
    """A statement that selects the numbers of the events that have the words of the filters, whatever their columns hold."""
    return select(literal_column("event_search.rowid", BigInteger)).select_from(event_search).where(_matches(filters, dialect))


def counting(filters: Filters, dialect: str, most: int | None) -> Select[Any]:
    """A statement that counts the events that fit, up to `most`; where words alone decide, from the index alone."""
    if filters.groups and not filters.conditions(events.c.num):
        fitting = select(event_search.c.rowid).where(_matches(filters, dialect))
    else:
        fitting = matching(select(events.c.num).select_from(events), filters, dialect)
    return select(func.count()).select_from(fitting.limit(most).subquery())


def _matches(filters: Filters, dialect: str) -> TextClause:
    rejected = None if filters.rejected else _code(terms.VERDICT, "rejected")
    asked = (terms.postgresql_query if dialect == "postgresql" else terms.sqlite_query)(filters.groups, rejected)
    return text(MATCHES[dialect]).bindparams(bindparam("asked", asked))
