"""Read what Wikidata says of office holders, organisations and parties, as rows of the tables of actors.

Two kinds of files are read: a JSON dump (an array with one entity a line, also packed as .gz or .bz2; a part of a dump will do if the
countries and offices that it speaks of are in it), and the result of a SPARQL query in JSON, whose variables are named like the columns,
with `item` for the entity. README.md of the actor tables has a query. Wikidata's content is CC0.
"""

from __future__ import annotations

import bz2
import gzip
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from khronika.errors import InputError
from khronika.tables.loader import Row
from khronika.tables.write import cleaned

Entity = dict[str, Any]
SOURCE = "Wikidata"
# Items of Wikidata that tell what an entity is.
PARTY, HUMAN = "Q7278", "Q5"
ORGANISATIONS = frozenset({"Q245065", "Q484652", "Q79913"})  # intergovernmental, international, non-governmental
OFFICES = {"Q48352": "head-of-state", "Q2285706": "head-of-government", "Q7330070": "foreign-minister"}
# Properties.
INSTANCE, SUBCLASS, COUNTRY, CITIZENSHIP, JURISDICTION, ISO3, POSITION = "P31", "P279", "P17", "P27", "P1001", "P298", "P39"
START, END, FOUNDED, DISSOLVED = "P580", "P582", "P571", "P576"
# Precision of a time of Wikidata: how much of YYYY-MM-DD is known.
LENGTHS = {9: 4, 10: 7, 11: 10}
STAMP = re.compile(r"\+?(\d{4}-\d\d-\d\d)T")
MOST_ALIASES = 12


def read_rows(path: Path, table: str) -> Iterator[Row]:
    """What a file says, as rows with the columns of a table of actors (`office_holders`, `organisations`, `parties`).

    Cells that the file does not tell are empty. Raises InputError if it is neither a dump nor the result of a query.
    """
    with _opened(path) as stream:
        try:
            start = stream.read(4096).lstrip()
        except (ValueError, EOFError, OSError) as error:
            raise InputError(
                f"cannot be read ({error})", where=str(path), advice="give a file of JSON, or one packed as .gz or .bz2"
            ) from None
    if start.startswith("["):
        yield from _dump_rows(path, table)
    elif start.startswith("{"):
        yield from _query_rows(path)
    else:
        raise InputError("is no JSON of Wikidata", where=str(path), advice="give a dump, or the result of a SPARQL query as JSON")


def _mapping(value: Any) -> dict[str, Any]:
    """A mapping; dumps write an empty one as an empty list."""
    return value if isinstance(value, dict) else {}


def _opened(path: Path) -> IO[str]:
    try:
        if path.suffix == ".gz":
            return gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".bz2":
            return bz2.open(path, "rt", encoding="utf-8")
        return path.open(encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=str(path), advice="give a file that exists") from None


def _entities(path: Path) -> Iterator[Entity]:
    """The entities of a dump, one a line."""
    number = 0
    with _opened(path) as stream:
        try:
            for number, line in enumerate(stream, 1):
                text = line.strip().rstrip(",")
                if text not in ("", "[", "]"):
                    entity = json.loads(text.removeprefix("[") if number == 1 else text)
                    if isinstance(entity, dict) and isinstance(entity.get("id"), str):
                        yield entity
        except (ValueError, EOFError, OSError) as error:
            raise InputError(f"is damaged ({error})", where=f"{path}:{number}", advice="fetch it again") from None


def _dump_rows(path: Path, table: str) -> Iterator[Row]:
    """Two readings: countries and offices first, then whoever the table is of."""
    iso: dict[str, str] = {}
    offices: dict[str, tuple[str, str]] = {}
    for entity in _entities(path):
        code = next(iter(_values(entity, ISO3)), None)
        if isinstance(code, str):
            iso[entity["id"]] = code
        kind = next((OFFICES[q] for q in _items(entity, SUBCLASS, INSTANCE) if q in OFFICES), None)
        where = next(iter(_items(entity, JURISDICTION, COUNTRY)), None)
        if kind and where:
            offices[entity["id"]] = (kind, where)
    for entity in _entities(path):
        name = _name(entity)
        if not name:
            continue
        kinds = set(_items(entity, INSTANCE))
        if table == "office_holders" and HUMAN in kinds:
            yield from _terms(entity, name, offices, iso)
        elif (table == "parties" and PARTY in kinds) or (table == "organisations" and kinds & ORGANISATIONS):
            country = next((iso[q] for q in _items(entity, COUNTRY) if q in iso), "" if table == "parties" else "IGO")
            since, until = (next(iter(_times(entity, prop)), "") for prop in (FOUNDED, DISSOLVED))
            yield _row(entity, name, country=country, sector="PTY" if table == "parties" else "", since=since, until=until)


def _terms(entity: Entity, name: str, offices: dict[str, tuple[str, str]], iso: dict[str, str]) -> Iterator[Row]:
    """A row for each term of a person in an office of a state."""
    for claim in _claims(entity, POSITION):
        position = _mapping(_value(claim.get("mainsnak"))).get("id")
        if position not in offices or offices[position][1] not in iso:
            continue
        office, where = offices[position]
        qualifiers = _mapping(claim.get("qualifiers"))
        since, until = (next(filter(None, (_time(_value(snak)) for snak in qualifiers.get(prop, ()))), "") for prop in (START, END))
        if since:
            yield _row(entity, name, country=iso[where], sector="GOV", office=office, since=since, until=until)


def _row(entity: Entity, name: str, **cells: str) -> Row:
    aliases = [cleaned(alias["value"]) for alias in _mapping(entity.get("aliases")).get("en", ())]
    kept = [a for a in dict.fromkeys(aliases) if a and a != name and "|" not in a][:MOST_ALIASES]
    return {"name": name, "aliases": "|".join(kept), "wikidata": entity["id"], "source": SOURCE, **cells}


def _name(entity: Entity) -> str:
    return cleaned(_mapping(_mapping(entity.get("labels")).get("en")).get("value", ""))


def _claims(entity: Entity, prop: str) -> list[Any]:
    """Statements with a property, preferred ones first, without those that Wikidata marks as wrong."""
    found = [claim for claim in _mapping(entity.get("claims")).get(prop, ()) if claim.get("rank") != "deprecated"]
    return sorted(found, key=lambda claim: claim.get("rank") != "preferred")


def _values(entity: Entity, prop: str) -> Iterator[Any]:
    for claim in _claims(entity, prop):
        value = _value(claim.get("mainsnak"))
        if value is not None:
            yield value


def _value(snak: Any) -> Any:
    """What a snak says; None for "unknown" and "none"."""
    return _mapping(_mapping(snak).get("datavalue")).get("value")


def _items(entity: Entity, *props: str) -> Iterator[str]:
    for prop in props:
        yield from (value["id"] for value in _values(entity, prop) if isinstance(value, dict) and "id" in value)


def _times(entity: Entity, prop: str) -> Iterator[str]:
    yield from filter(None, map(_time, _values(entity, prop)))


def _time(value: Any) -> str:
    """A time as precise as Wikidata gives it, from a year on; "" if there is none."""
    told = _mapping(value)
    match = STAMP.match(str(told.get("time", "")))
    return match[1][: LENGTHS.get(told.get("precision", 0), 0)] if match else ""


def _query_rows(path: Path) -> Iterator[Row]:
    """The rows of a SPARQL result; several rows of one term are one, with the aliases of all."""
    with _opened(path) as stream:
        try:
            bindings: Iterable[Any] = json.load(stream)["results"]["bindings"]
        except (ValueError, KeyError, TypeError):
            raise InputError("is no result of a SPARQL query", where=str(path), advice="ask the query service for JSON") from None
    for binding in bindings:
        cells = {name: cleaned(str(value.get("value", ""))) for name, value in binding.items()}
        row = {name: cell for name, cell in cells.items() if not name.endswith("Precision") and name != "item"}
        row["wikidata"] = cells.get("item", "").rpartition("/")[2]
        row["source"] = SOURCE
        for column in ("since", "until"):
            if column in cells:
                row[column] = _stamp(cells[column], cells.get(f"{column}Precision", ""))
        yield row


def _stamp(text: str, precision: str) -> str:
    """A date of a query. Without a precision, the first of January may stand for the whole year."""
    day = text.lstrip("+")[:10]
    if precision:
        return day[: LENGTHS.get(int(precision), 0)] if precision.isdigit() else ""
    return day[:4] if day.endswith("-01-01") else day
