"""What the actor tables know, ready for lookup: names with their country and sector, roles, group words, demonyms.

A table that is not there counts as empty, so that a small installation can leave the big ones out.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from khronika.actors.folding import folded
from khronika.errors import ResourceError
from khronika.model.entity import EntityKind
from khronika.tables import Row, data_path, read_tsv

FACTS = ("name", "aliases", "country", "sector", "other_sectors", "wikidata", "since", "until", "source", "checked")
OFFICES = ("name", "aliases", "country", "office", "sector", "since", "until", "wikidata", "source", "checked")
ROLES = ("role", "sector", "other_sectors", "kind", "note")
GROUPS = ("word", "sector", "other_sectors", "kind", "note")
# For how many days after somebody left an office, if the day is known, news still speaks of him as in it: how he was ousted or killed.
GRACE = 7
FIRST_WORD = re.compile(r"(?:\w\.)+\w?|[^\s\-–'’.,()/]+")


@functools.lru_cache(maxsize=8192)
def _late(until: str) -> str:
    """The last day, or month or year, on which a row is believed."""
    try:
        return str(datetime.date.fromisoformat(until) + datetime.timedelta(days=GRACE)) if len(until) == 10 else until
    except (ValueError, OverflowError):
        return until


@dataclass(frozen=True, slots=True)
class Fact:
    """What one row says of a name. `since` and `until` are ISO dates of any precision, empty where open; `by` names the row,
    `label` is the spelling of the name or alias that led to it.
    """

    name: str
    country: str | None
    sector: str | None
    other_sectors: tuple[str, ...]
    kind: EntityKind
    by: str
    wikidata: str | None = None
    since: str = ""
    until: str = ""
    label: str = ""

    def holds(self, date: str | None) -> bool:
        """Whether the row is in force on an ISO date; without a date every row is."""
        if not date:
            return True
        since, until = self.since, _late(self.until)
        return (not since or since <= date[: len(since)]) and (not until or date[: len(until)] <= until)

    def over(self, date: str | None) -> bool:
        """Whether the row was in force before an ISO date and no longer is."""
        until = _late(self.until)
        return bool(date and until and date[: len(until)] > until)


@dataclass(frozen=True, slots=True)
class RoleFact:
    """What a role or group word says: sector (None: that of the organisation it belongs to), kind. A vague one needs a name beside it."""

    word: str
    sector: str | None
    other_sectors: tuple[str, ...]
    kind: EntityKind
    by: str
    vague: bool = False


@dataclass(frozen=True)
class Knowledge:
    """All tables, ready for lookup, keys in lower case and without marks on letters.

    `names` maps a name to its rows, `starts` a first word to the names that begin with it, longest first.
    `people` are the office holders. `not_entities` says of phrases that look like somebody whether
    they are nobody only when bare.
    """

    names: dict[str, tuple[Fact, ...]] = field(default_factory=dict)
    starts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    people: tuple[Fact, ...] = ()
    roles: dict[str, RoleFact] = field(default_factory=dict)
    demonyms: dict[str, str | None] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    country_names: dict[str, str] = field(default_factory=dict)
    not_entities: dict[str, bool] = field(default_factory=dict)
    state_bodies: frozenset[str] = frozenset()
    genders: dict[str, str] = field(default_factory=dict)


@functools.cache
def knowledge() -> Knowledge:
    """The shipped tables."""
    rows = list(_facts())
    names: dict[str, list[Fact]] = {}
    for label, fact in rows:
        names.setdefault(folded(label).lower(), []).append(replace(fact, label=label))
    starts: dict[str, list[str]] = {}
    for key in names:
        first = FIRST_WORD.match(key)
        starts.setdefault(first.group() if first else key, []).append(key)
    countries = {row["country"]: row["name"] for row in _table("countries.tsv", ("name", "aliases", "country"))}
    return Knowledge(
        names={key: tuple(facts) for key, facts in names.items()},
        starts={first: tuple(sorted(keys, key=len, reverse=True)) for first, keys in starts.items()},
        people=tuple(dict.fromkeys(fact for _, fact in rows if fact.kind == "person")),
        roles=_roles(),
        demonyms={row["word"].lower(): row["country"] or None for row in _table("demonyms.tsv", ("word", "country", "note"))},
        countries=countries,
        genders={row["name"]: row["gender"] for row in _table("given_names.tsv", ("name", "gender"))},
        state_bodies=frozenset(row["word"] for row in _table("state_bodies.tsv", ("word", "note"))),
        not_entities={row["phrase"]: bool(row["bare"]) for row in _table("not_entities.tsv", ("phrase", "bare", "note"))},
        country_names={label.lower(): fact.country for label, fact in rows if fact.kind == "country" and fact.country},
    )


def _table(name: str, columns: Sequence[str]) -> list[Row]:
    try:
        data_path(f"actors/{name}")
    except ResourceError:
        return []
    return read_tsv(f"actors/{name}", columns)


def _labels(row: Row, column: str = "name") -> list[str]:
    return [label for label in (row[column], *row.get("aliases", "").split("|")) if label]


def _facts() -> Iterator[tuple[str, Fact]]:
    """Every label of every table of names with its row."""
    for row in _table("countries.tsv", ("name", "aliases", "country")):
        fact = Fact(row["name"], row["country"], None, (), "country", f"countries:{row['name']}")
        yield from ((label, fact) for label in _labels(row))
    for row in _table("former_countries.tsv", ("name", "aliases", "country", "since", "until", "note")):
        fact = Fact(row["name"], row["country"], None, (), "country", f"former_countries:{row['name']}")
        yield from ((label, fact) for label in _labels(row))
    for row in _table("territories.tsv", ("name", "aliases", "country", "note")):
        fact = Fact(row["name"], row["country"] or None, None, (), "country", f"territories:{row['name']}")
        yield from ((label, fact) for label in _labels(row))
    for row in _table("demonyms.tsv", ("word", "country", "note")):
        # Those of one word are looked up by word ("Syrian"); "South Korean" takes finding.
        if row["country"] and not row["word"].isalpha():
            yield row["word"], Fact(row["word"], row["country"], None, (), "group", f"demonyms:{row['word']}")
    for table in ("organisations", "armed_groups", "parties", "media"):
        for row in _table(f"{table}.tsv", FACTS):
            fact = _fact(row, table, "organisation")
            yield from ((label, fact) for label in _labels(row))
    for row in _table("office_holders.tsv", OFFICES):
        fact = _fact(row, "office_holders", "person")
        yield from ((label, fact) for label in _labels(row))
    for row in _table("metonyms.tsv", ("word", "country", "sector", "kind")):
        kind: EntityKind = "place" if row["kind"] == "capital" else "organisation"
        yield row["word"], Fact(row["word"], row["country"] or None, row["sector"] or None, (), kind, f"metonyms:{row['word']}")


def _fact(row: Row, table: str, kind: EntityKind) -> Fact:
    return Fact(
        row["name"], row["country"] or None, row["sector"] or None, tuple(filter(None, row.get("other_sectors", "").split("|"))), kind,
        f"{table}:{row['name']}", row["wikidata"] or None, row["since"], row["until"],
    )  # fmt: skip


def _roles() -> dict[str, RoleFact]:
    table: dict[str, RoleFact] = {}
    for row in _table("sites.tsv", ("word", "sector", "vague", "note")):
        table[row["word"]] = RoleFact(row["word"], row["sector"] or None, (), "place", f"sites:{row['word']}", bool(row["vague"]))
    for name, column, columns in (("group_words", "word", GROUPS), ("roles", "role", ROLES)):
        for row in _table(f"{name}.tsv", columns):
            others = tuple(filter(None, row["other_sectors"].split("|")))
            kind: EntityKind = row["kind"] or "group"  # type: ignore[assignment]
            table[row[column].lower()] = RoleFact(row[column], row["sector"] or None, others, kind, f"{name}:{row[column]}")
    return table
