"""Tables are brought up to date from Wikidata without losing what people wrote."""

from __future__ import annotations

import bz2
import gzip
import json
from typing import Any

import pytest

from khronika.errors import InputError, UsageError
from khronika.tables.checker import check_tables
from khronika.tables.update import update

PARTIES, HOLDERS = "actors/parties.tsv", "actors/office_holders.tsv"


def item(qid: str) -> dict[str, Any]:
    """A snak's value that is an entity."""
    return {"type": "wikibase-entityid", "value": {"entity-type": "item", "numeric-id": int(qid[1:]), "id": qid}}


def day(stamp: str, precision: int) -> dict[str, Any]:
    """A snak's value that is a time."""
    value = {"time": f"+{stamp}T00:00:00Z", "precision": precision, "timezone": 0, "before": 0, "after": 0}
    return {"type": "time", "value": value}


def snak(prop: str, value: Any) -> dict[str, Any]:
    """A snak, with "some value" for None."""
    return {"snaktype": "value" if value else "somevalue", "property": prop, **({"datavalue": value} if value else {})}


def claim(prop: str, value: Any, rank: str = "normal", **qualifiers: Any) -> dict[str, Any]:
    """A statement with its qualifiers."""
    found = {"mainsnak": snak(prop, value), "type": "statement", "rank": rank}
    return {**found, "qualifiers": {p: [snak(p, v)] for p, v in qualifiers.items()}} if qualifiers else found


def entity(qid: str, label: str, *claims: dict[str, Any], aliases: tuple[str, ...] = ()) -> dict[str, Any]:
    """An entity as a dump has it; what is empty is an empty list there."""
    table: dict[str, list[Any]] = {}
    for one in claims:
        table.setdefault(one["mainsnak"]["property"], []).append(one)
    return {
        "type": "item", "id": qid, "labels": {"en": {"language": "en", "value": label}} if label else [],
        "aliases": {"en": [{"language": "en", "value": a} for a in aliases]} if aliases else [], "claims": table or [],
    }  # fmt: skip


COUNTRY = entity("Q900", "Ruritania", claim("P298", {"type": "string", "value": "FRA"}))
OFFICE = entity("Q901", "President of Ruritania", claim("P279", item("Q48352")), claim("P1001", item("Q900")))
OTHER_OFFICE = entity("Q902", "Mayor of Strelsau", claim("P279", item("Q30185")), claim("P1001", item("Q900")))


def person(qid: str, label: str, *terms: tuple[Any, Any], aliases: tuple[str, ...] = (), office: str = "Q901") -> dict[str, Any]:
    """A human who held an office in some terms."""
    held = [claim("P39", item(office), P580=since, P582=until) for since, until in terms]
    return entity(qid, label, claim("P31", item("Q5")), *held, aliases=aliases)


def dump(tables, *entities: dict[str, Any], suffix: str = ".json"):
    """A dump with some entities, one a line."""
    text = "[\n" + ",\n".join(json.dumps(e) for e in entities) + "\n]\n"
    path = tables.root.parent / f"dump{suffix}"
    packed = {".json": bytes, ".json.gz": gzip.compress, ".json.bz2": bz2.compress}[suffix](text.encode())
    path.write_bytes(packed)
    return path


def result(tables, *rows: dict[str, str]):
    """The result of a query."""
    bindings = [{name: {"type": "literal", "value": value} for name, value in row.items()} for row in rows]
    path = tables.root.parent / "result.json"
    path.write_text(json.dumps({"head": {"vars": sorted({name for row in rows for name in row})}, "results": {"bindings": bindings}}))
    return path


@pytest.mark.parametrize("suffix", [".json", ".json.gz", ".json.bz2"])
def test_terms_come_from_a_dump(tables, suffix):
    tables.write(HOLDERS)
    rudolf = person(
        "Q1001", "Rudolf Elphberg", (day("1990-03-01", 11), day("1994-00-00", 9)), (day("1998-06-00", 10), None), aliases=("Rudolf V",)
    )
    mayor = person("Q1002", "Anton Tarlenheim", (day("1990-03-01", 11), None), office="Q902")
    done = update(dump(tables, rudolf, mayor, OFFICE, OTHER_OFFICE, COUNTRY, suffix=suffix), "office_holders", tables.root)
    assert (done.added, done.refreshed, done.kept, done.passed) == (2, 0, 0, [])
    rows = tables.rows(HOLDERS)
    assert [(row["since"], row.get("until")) for row in rows] == [("1990-03-01", "1994"), ("1998-06", None)]
    told = {key: rows[0][key] for key in ("name", "aliases", "country", "office", "sector", "wikidata", "source")}
    assert told == {
        "name": "Rudolf Elphberg", "aliases": "Rudolf V", "country": "FRA", "office": "head-of-state", "sector": "GOV",
        "wikidata": "Q1001", "source": "Wikidata",
    }  # fmt: skip
    assert check_tables(tables.root) == []


def test_an_update_made_again_changes_nothing(tables):
    tables.write(HOLDERS)
    path = dump(tables, person("Q1001", "Rudolf Elphberg", (day("1990-03-01", 11), None)), OFFICE, COUNTRY)
    update(path, "office_holders", tables.root)
    before = (tables.root / HOLDERS).read_bytes()
    done = update(path, "office_holders", tables.root)
    assert (done.added, done.refreshed, done.kept) == (0, 0, 1)
    assert (tables.root / HOLDERS).read_bytes() == before


def test_rows_of_wikidata_are_refreshed(tables):
    tables.write(HOLDERS)
    update(dump(tables, person("Q1001", "Rudolf Elphberg", (day("1990-03-01", 11), None)), OFFICE, COUNTRY), "office_holders", tables.root)
    ended = person("Q1001", "Rudolf Elphberg", (day("1990-03-01", 11), day("1999-12-31", 11)))
    done = update(dump(tables, ended, OFFICE, COUNTRY), "office_holders", tables.root)
    assert (done.added, done.refreshed) == (0, 1)
    assert [row["until"] for row in tables.rows(HOLDERS)] == ["1999-12-31"]


HUMAN = {
    "name": "Rudolf Elphberg",
    "aliases": "Rudolf the Red",
    "country": "FRA",
    "office": "head-of-state",
    "sector": "GOV",
    "since": "1990",
}


@pytest.mark.parametrize("label", ["Rudolf Elphberg", "Rudolf the Red"])
def test_what_people_wrote_is_kept(tables, label):
    tables.write(HOLDERS, HUMAN)
    before = (tables.root / HOLDERS).read_bytes()
    given = person("Q1001", label, (day("1991-03-01", 11), day("1999-12-31", 11)))
    done = update(dump(tables, given, OFFICE, COUNTRY), "office_holders", tables.root)
    assert (done.added, done.refreshed, done.kept) == (0, 0, 1)
    assert (tables.root / HOLDERS).read_bytes() == before


def test_the_same_id_fills_empty_cells_only(tables):
    tables.write(HOLDERS, {**HUMAN, "wikidata": "Q1001"})
    given = person("Q1001", "Rudolf V of Ruritania", (day("1991-03-01", 11), day("1999-12-31", 11)))
    done = update(dump(tables, given, OFFICE, COUNTRY), "office_holders", tables.root)
    assert (done.added, done.refreshed) == (0, 1)
    (row,) = tables.rows(HOLDERS)
    assert (row["name"], row["since"], row["until"], row["source"]) == ("Rudolf Elphberg", "1990", "1999-12-31", "general knowledge")


def test_another_term_of_a_known_person_is_added(tables):
    tables.write(HOLDERS, {**HUMAN, "until": "1994"})
    given = person("Q1001", "Rudolf Elphberg", (day("2001-03-01", 11), None))
    assert update(dump(tables, given, OFFICE, COUNTRY), "office_holders", tables.root).added == 1
    assert [row["since"] for row in tables.rows(HOLDERS)] == ["1990", "2001-03-01"]


def test_parties_and_organisations_come_from_a_dump(tables):
    tables.write(PARTIES)
    tables.write("actors/organisations.tsv")
    founded = claim("P571", day("1905-00-00", 9))
    party = entity("Q2001", "Rose Party", claim("P31", item("Q7278")), claim("P17", item("Q900")), founded, aliases=("RP", "Rose | Party"))
    league = entity("Q2002", "League of Lakes", claim("P31", item("Q245065")))
    path = dump(tables, COUNTRY, party, league)
    assert update(path, "parties", tables.root).added == 1
    assert update(path, "organisations", tables.root).added == 1
    assert tables.rows(PARTIES)[0]["aliases"] == "RP"
    assert (tables.rows(PARTIES)[0]["country"], tables.rows(PARTIES)[0]["since"]) == ("FRA", "1905")
    assert tables.rows("actors/organisations.tsv")[0]["country"] == "IGO"
    assert check_tables(tables.root) == []


def test_names_of_others_are_not_taken(tables):
    tables.write(PARTIES, {"name": "Lily Party", "aliases": "LP", "country": "ESP", "sector": "PTY"})
    tables.write("actors/metonyms.tsv", {"word": "Rose House", "country": "ESP", "sector": "GOV", "kind": "building"})
    rows = ({"item": "http://www.wikidata.org/entity/Q1", "name": "Lotus Party", "aliases": "LP|Lotus", "country": "ITA", "sector": "PTY"},
            {"item": "http://www.wikidata.org/entity/Q2", "name": "Rose House", "country": "ITA", "sector": "PTY"})  # fmt: skip
    done = update(result(tables, *rows), "parties", tables.root)
    assert (done.added, done.passed) == (1, ["Rose House: the name is that of Rose House in actors/metonyms.tsv"])
    assert [row["aliases"] for row in tables.rows(PARTIES)] == ["LP", "Lotus"]
    assert check_tables(tables.root) == []


def test_a_query_result_is_read(tables):
    tables.write(HOLDERS)
    row = {
        "item": "http://www.wikidata.org/entity/Q1001", "name": "Flavia Elphberg", "country": "FRA", "office": "head-of-government",
        "sector": "GOV", "since": "2001-01-01T00:00:00Z", "until": "2004-01-01T00:00:00Z", "untilPrecision": "11",
    }  # fmt: skip
    assert update(result(tables, row), "office_holders", tables.root).added == 1
    (found,) = tables.rows(HOLDERS)
    assert (found["since"], found["until"], found["wikidata"]) == ("2001", "2004-01-01", "Q1001")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"country": ""}, "the country is unknown"),
        ({"country": "Ruritania"}, "is no code of a country"),
        ({"since": "soon"}, "is no date"),
        ({"name": ""}, "is empty"),
        ({"since": "2004-05-05", "until": "2001-05-05"}, "before it begins"),
    ],
)
def test_rows_with_faults_are_passed_over_with_the_reason(tables, cells, words):
    path = tables.write(PARTIES)
    before = path.read_bytes()
    done = update(result(tables, {"name": "Rose Party", "country": "FRA", "sector": "PTY", **cells}), "parties", tables.root)
    assert (done.added, len(done.passed)) == (0, 1)
    assert words in done.passed[0]
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"{}", b'{"results": []}', b'{"results": {"bindings"', b"[\n{]\n", b'[\n{"id": "Q1",\n]', b"\xff\xfe\x00[", b"[" * 100],
)
def test_other_files_are_refused(tables, content):
    path = tables.write(PARTIES)
    before = path.read_bytes()
    file = tables.root.parent / "x.json"
    file.write_bytes(content)
    with pytest.raises(InputError):
        update(file, "parties", tables.root)
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["gone.json", "plain.json.gz", "cut.json.gz"])
def test_files_that_cannot_be_read_are_told(tables, name):
    tables.write(PARTIES)
    file = tables.root.parent / name
    if name.startswith("plain"):
        file.write_text("[\n]\n")
    elif name.startswith("cut"):
        file.write_bytes(gzip.compress(b"[\n" + b'{"id": "Q1"},\n' * 1000 + b"]\n")[:40])
    with pytest.raises(InputError):
        update(file, "parties", tables.root)


def test_entities_without_what_is_asked_are_passed(tables):
    tables.write(HOLDERS)
    strange = [
        entity("Q5001", ""), {"id": "Q5002"}, {"type": "item"}, ["no entity"], entity("Q5003", "No Claims"),
        entity("Q5004", "No Office", claim("P31", item("Q5")), claim("P39", None)),
        person("Q5005", "No Start", (None, day("1999-01-01", 11))),
        entity("Q5006", "Wrong", claim("P31", item("Q5"), rank="deprecated"), claim("P39", item("Q901"), P580=day("1999-01-01", 11))),
    ]  # fmt: skip
    done = update(dump(tables, *strange, OFFICE, COUNTRY), "office_holders", tables.root)
    assert (done.added, done.passed) == (0, [])


def test_other_tables_cannot_be_updated(tables):
    with pytest.raises(UsageError, match="office_holders, organisations, parties"):
        update(tables.root / "x.json", "demonyms", tables.root)
