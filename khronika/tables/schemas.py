"""What each table looks like: its columns with what their cells may hold, what names a row, and how rows are sorted.

A new table gets a line in `SCHEMAS`; the first pattern that fits a table's name under `tables/data` is its schema.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import get_args

from khronika.model.attribution import Certainty, CueKind
from khronika.model.entity import EntityKind
from khronika.model.event import Status
from khronika.model.quantity import QuantityRole
from khronika.tables.frames import slot_fault
from khronika.tables.loader import Row
from khronika.tables.ontology import ontology
from khronika.tables.values import (
    Check,
    actor_country,
    between,
    context,
    country,
    date,
    event_type,
    free,
    latitude,
    longitude,
    many,
    matching,
    number,
    one_of,
    optional,
    sector,
    text,
    wikidata,
)  # fmt: skip

YES = one_of("", "yes")
KIND = one_of(*get_args(EntityKind))
ROLE = one_of(*get_args(QuantityRole))


@dataclass(frozen=True)
class Schema:
    """The rules of one or more tables.

    `key` names a row: no two rows of a table agree in these columns, with `shared` no two rows of all tables of this schema in one folder.
    Rows are sorted by the cells of `order` (by default the key), unless that is empty, with `fold` capitals like small letters. `names`
    says that the first column and `aliases` name somebody: one name belongs to one row at a time. `row` finds faults that take more than
    one cell.
    """

    columns: Mapping[str, Check]
    key: tuple[str, ...]
    order: tuple[str, ...] | None = None
    fold: bool = False
    shared: bool = False
    names: bool = False
    row: Callable[[Row], str | None] = lambda _: None

    @property
    def sorted_by(self) -> tuple[str, ...]:
        """The columns by which rows are sorted."""
        return self.key if self.order is None else self.order

    def place(self, row: Row) -> tuple[str, ...]:
        """What decides where a row stands in its table."""
        return tuple(row[column].casefold() if self.fold else row[column] for column in self.sorted_by)


def term(row: Row) -> str | None:
    """A term that ends before it begins."""
    since, until = row["since"], row["until"]
    shorter = min(len(since), len(until))
    return f"the term ends in {until} before it begins in {since}" if since[:shorter] > until[:shorter] else None


def modes(row: Row) -> str | None:
    """A mode that the type of the row does not have; `*` is any."""
    known = ontology().get(row["type"], {}).get("modes", {})
    found = [m for m in (row.get("modes") or row.get("mode") or "").split(",") if m and m != "*" and m not in known]
    return f"{row['type']} has no mode {found[0]!r}" if found else None


def slot_type(cell: str) -> str | None:
    """`*`, a type, or a type and a mode: `RETREAT/resign`."""
    kind, _, mode = cell.partition("/")
    return (
        None if cell == "*" or (not event_type(kind) and not (mode and modes({"type": kind, "mode": mode}))) else "is no type or type/mode"
    )


def sides(cell: str) -> str | None:
    """Sectors, with "!" none of them."""
    return many(sector)(cell.removeprefix("!"))


def lowest(row: Row) -> str | None:
    """A lower end above the higher one."""
    return f"low {row['low']} is above high {row['high']}" if not number(row["low"]) and float(row["low"]) > float(row["high"]) else None


NAMED = {"name": text, "aliases": optional(many(text))}
SECTORS = {"sector": optional(sector), "other_sectors": optional(many(sector))}
KNOWN = {"wikidata": optional(wikidata), "source": text, "checked": date}
TERM = {"since": optional(date), "until": optional(date)}
FACTS = Schema(
    {**NAMED, "country": optional(actor_country), **SECTORS, "wikidata": KNOWN["wikidata"], **TERM, "source": text, "checked": date},
    key=("name", "country", "since"), names=True, row=term,
)  # fmt: skip
OFFICES = (
    "head-of-state", "head-of-government", "vice-president", "territory-leader", "foreign-minister", "defence-minister", "minister",
    "opposition-leader", "party-leader", "leader-of-armed-group", "religious-leader", "activist", "commander", "legislator", "judge",
    "diplomat", "un-secretary-general", "un-envoy", "eu-commission-president", "eu-council-president", "eu-high-representative",
    "nato-secretary-general", "head-of-organisation",
)  # fmt: skip
HOLDERS = Schema(
    {**NAMED, "country": optional(actor_country), "office": one_of(*OFFICES), "sector": optional(sector), **TERM, **KNOWN},
    key=("name", "country", "office", "since"), names=True, row=term,
)  # fmt: skip
SECTOR_TEST = optional(lambda cell: many(sector)(cell.removeprefix("!")))
SLOT = optional(lambda cell: "is no slot expression" if slot_fault(cell) else None)
PREDICATES = Schema(
    {
        "lemma": text, "pos": one_of("verb", "noun", "adj"), "frame": free, "type": lambda cell: None if cell == "-" else event_type(cell),
        "modes": optional(many(text, ",")), "actor": SLOT, "recipient": SLOT, "sure": one_of("yes", "no"), "note": free,
    },
    key=("lemma", "pos", "frame", "type"), shared=True, row=lambda row: None if row["type"] == "-" else modes(row),
)  # fmt: skip
CUES = Schema(
    {
        "lemma": text, "frames": many(matching(r"[a-z-]+(?::[a-z]+)?|-", "frame"), " "), "kind": one_of(*get_args(CueKind)),
        "certainty": one_of(*get_args(Certainty)), "note": free,
    },
    key=("lemma",),
)  # fmt: skip
TIME_WORDS = Schema(
    {"word": text, "class": text, "value": free, "pos": free, "note": free},
    key=("word", "class", "value", "pos"),
    order=("word",),
    fold=True,
)
HOUR = matching(r"([01]\d|2[0-3]):[0-5]\d", "time of day")
MONTH = matching(r"0[1-9]|1[0-2]", "month")
PLACE = matching(r"[A-Z]{3}|[A-Z]{2}\.\w+|\d+|[A-Z][\w .'’()-]+", "place code")


def words(column: str, **others: Check) -> Schema:
    """The schema of a list of words with something said of each."""
    return Schema({column: text, **others, "note": free}, key=(column,))


SCHEMAS: Mapping[str, Schema] = {
    "actors/armed_groups.tsv": FACTS,
    "actors/media.tsv": FACTS,
    "actors/organisations.tsv": FACTS,
    "actors/parties.tsv": FACTS,
    "actors/office_holders.tsv": HOLDERS,
    "actors/carriers.tsv": words("verb", subject=one_of("actor", "recipient")),
    "actors/control.tsv": words("verb"),
    "actors/countries.tsv": Schema({**NAMED, "country": country}, key=("name",), names=True),
    "actors/demonyms.tsv": words("word", country=optional(actor_country)),
    "actors/former_countries.tsv": Schema({**NAMED, "country": country, **TERM, "note": free}, key=("name",), names=True, row=term),
    "actors/general_nouns.tsv": words("noun", kinds=many(KIND)),
    "actors/given_names.tsv": Schema({"name": text, "gender": one_of("m", "f")}, key=("name",)),
    "actors/group_words.tsv": words("word", **SECTORS, kind=KIND),
    "actors/roles.tsv": words("role", **SECTORS, kind=KIND),
    "actors/metonyms.tsv": Schema(
        {"word": text, "country": optional(actor_country), "sector": optional(sector), "kind": one_of("capital", "building", "office")},
        key=("word",),
        names=True,
    ),  # fmt: skip
    "actors/misspellings.tsv": words("word", country=optional(country)),
    "actors/not_entities.tsv": words("phrase", bare=YES),
    "actors/partitives.tsv": words("word"),
    "actors/police_acts.tsv": Schema({"type": event_type, "mode": free, "lemma": free, "note": free}, key=("type", "mode", "lemma")),
    "actors/sites.tsv": words("word", sector=optional(sector), vague=YES),
    "actors/slots.tsv": Schema(
        {"type": slot_type, "part": one_of("verb", "noun"), "actor": SLOT, "recipient": SLOT, "spare": SLOT, "note": free},
        key=("type", "part"),
    ),  # fmt: skip
    "actors/state_bodies.tsv": words("word"),
    "actors/territories.tsv": Schema({**NAMED, "country": optional(country), "note": free}, key=("name",), names=True),
    "attribution/classes.tsv": Schema({"class": text, "word": text, "note": free}, key=("class", "word")),
    "attribution/connectives.tsv": words("phrase"),
    "attribution/*.tsv": CUES,
    "candidates/*.tsv": Schema({"lemma": text, "share": between(0, 1)}, key=("lemma",)),
    "contexts/*.tsv": Schema({"context": context, "word": text, "note": free}, key=("context", "word")),
    "events/confidence.tsv": Schema({"mark": text, "weight": number}, key=("mark",)),
    "filter/irregular_*.tsv": Schema({"lemma": text, "form": text}, key=("lemma", "form")),
    "filter/*.tsv": Schema({"lemma": text, "share": between(0, 1)}, key=("lemma",)),
    "sections/*.tsv": Schema({"lemma": text, "section": text, "points": between(-2, 2)}, key=("lemma",)),
    "mappings/acled.tsv": Schema(
        {
            "type": event_type,
            "rank": matching(r"\d\d", "rank"),
            "mode": free,
            "actor": SECTOR_TEST,
            "recipient": SECTOR_TEST,
            "quantity": optional(many(ROLE)),
            "event": free,
            "sub_event": free,
            "note": free,
        },
        key=("type", "rank"),
        row=modes,
    ),  # fmt: skip
    "mappings/cameo.tsv": Schema(
        {"type": event_type, "mode": free, "code": matching(r"\d\d", "root code"), "event": text, "note": free},
        key=("type", "mode"),
        row=modes,
    ),
    "measures/*/events.tsv": Schema({"type": event_type, "mode": text, "note": free}, key=("type", "mode"), row=modes),
    "merge/words.tsv": Schema(
        {
            "sense": one_of("act", "apart", "participle", "pointing", "result"),
            "event_type": optional(event_type),
            "lemma": text,
            "note": free,
        },
        key=("sense", "event_type", "lemma"),
    ),
    "measures/*/stages.tsv": words("lemma", stage=text),
    "measures/*/types.tsv": Schema(
        {"head": text, "pos": one_of("noun", "verb"), "with": free, "type": text, "note": free}, key=("head", "pos", "with")
    ),
    "modes/*.tsv": Schema({"type": event_type, "mode": text, "lemma": text, "note": free}, key=("type", "mode", "lemma"), row=modes),
    "places/adjectives.tsv": Schema({"word": text, "place": PLACE}, key=("word",)),
    "places/admin_points.tsv": Schema({"code": PLACE, "lat": latitude, "lon": longitude}, key=("code",)),
    "places/aliases.tsv": Schema({"name": text, "place": PLACE, "note": free}, key=("name", "place")),
    "places/country_points.tsv": Schema({"country": country, "lat": latitude, "lon": longitude}, key=("country",)),
    "places/regions.tsv": Schema(
        {
            "name": text,
            "aliases": optional(many(text, ";")),
            "geonameid": optional(matching(r"\d+", "GeoNames id")),
            "lat": optional(latitude),
            "lon": optional(longitude),
            "country": optional(many(country, ";")),
        },
        key=("name",),
    ),  # fmt: skip
    "places/sites.tsv": Schema({"name": text, "aliases": optional(many(text, ";")), "place": PLACE}, key=("name",)),
    "places/words.tsv": Schema({"word": text, "use": text, "note": free}, key=("word", "use"), order=("use", "word")),
    "predicates/*/classes.tsv": Schema({"class": text, "lemma": text}, key=("class", "lemma")),
    "predicates/*/*.tsv": PREDICATES,
    "quantities/*/bounds.tsv": Schema(
        {"phrase": text, "place": one_of("before", "after"), "effect": text, "prep": one_of("", "no"), "note": free},
        key=("phrase", "place"),
    ),
    "quantities/*/currencies.tsv": Schema(
        {"word": text, "place": one_of("before", "after"), "code": optional(matching("[A-Z]{3}", "currency code")), "note": free},
        key=("word", "place"),
    ),  # fmt: skip
    "quantities/*/events.tsv": Schema(
        {"type": event_type, "mode": text, "part": one_of("actor", "recipient", "object"), "role": ROLE, "note": free},
        key=("type", "mode", "part"),
        row=modes,
    ),  # fmt: skip
    "quantities/*/homes.tsv": Schema(
        {"role": ROLE, "type": event_type, "steps": optional(between(1, 99)), "note": free}, key=("role", "type")
    ),
    "quantities/*/not_counts.tsv": Schema({"word": text, "place": text, "why": text, "note": free}, key=("word", "place")),
    "quantities/*/nouns.tsv": Schema({"word": text, "kind": text, "note": free}, key=("word", "kind")),
    "quantities/*/numbers.tsv": Schema(
        {"word": text, "kind": text, "low": number, "high": number, "note": free}, key=("word",), row=lowest
    ),
    "quantities/*/roles.tsv": words("word", role=ROLE),
    "quantities/*/verbs.tsv": Schema({"lemma": text, "slot": text, "role": ROLE, "note": free}, key=("lemma", "slot")),
    "status/*.tsv": Schema({"kind": text, "word": text, "status": one_of("-", *get_args(Status)), "note": free}, key=("kind", "word")),
    "times/*/holidays.tsv": TIME_WORDS,
    "times/*/words.tsv": TIME_WORDS,
    "times/*/rules.tsv": Schema({"name": text, "pattern": text, "reading": text, "note": free}, key=("name",), order=()),
    "times/*/tense.tsv": Schema({"kind": text, "word": text, "tense": one_of("past", "future"), "note": free}, key=("kind", "word")),
    "times/*/ties.tsv": Schema({"kind": text, "word": text, "reading": text, "note": free}, key=("kind", "word")),
    "times/parts.tsv": Schema({"code": text, "value": text, "begins": HOUR, "ends": HOUR}, key=("code",)),
    "times/seasons.tsv": Schema({"code": text, "first": MONTH, "last": MONTH}, key=("code",)),
}


def schema_of(name: str) -> Schema | None:
    """The schema of a table by its name under `tables/data`, or None if none fits."""
    return next((schema for pattern, schema in SCHEMAS.items() if fnmatch.fnmatchcase(name, pattern)), None)
