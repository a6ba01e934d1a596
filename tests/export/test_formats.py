"""Exports of a chronicle: each format says what it should, all are described, and none names a private person if asked not to."""

from __future__ import annotations

import csv
import hashlib
import json

import pytest
from pyarrow import parquet as arrow

from khronika.cli.export import FORMATS as OFFERED
from khronika.errors import OutputError, UsageError
from khronika.export import acled, gdelt, polecat
from khronika.export.formats import FORMATS, export
from khronika.export.plover import AUXILIARY
from khronika.export.redact import has_name, redacted_line
from khronika.store import Coding, Filters, add, judge, merging, open_chronicle, read
from tests.store.handmade import TEXT, arrests, article, line, party, place, quantity, time

BY = {"by": "Ann", "why": "Ales Novik told me"}


@pytest.fixture(scope="module")
def chronicle(tmp_path_factory):
    """Two reports of an arrest and a release, a planned meeting, an extension type; one event corrected, one rejected."""
    with open_chronicle(str(tmp_path_factory.mktemp("export") / "chronicle.db"), create=True) as opened:
        made = article("m", "Ministers will meet. Voters chose. A mob shouted.", title="=1+1", published="2020-09-01")
        other = [
            line(made, "meet", "CONSULT", (), status="planned", quad=1, scale=2.5, cameo="04", time=time("2020-09-05", "2020-09-05")),
            line(made, "chose", "x-election", (), quad=None, scale=None, cameo=None),
            line(made, "shouted", "PROTEST", ("demo",), place=place("Voters", made.text, name="Riga", country="LVA", lat=None, lon=None)),
        ]
        codings = [arrests(article(f"a{n}", publisher=f"Courier {n}", author="Ona Novik", url=f"https://e.org/novik{n}")) for n in range(2)]
        add(opened, [*codings, Coding(made, codings[0].coder, tuple(other))])
        ids = {(found["article"]["id"], found["trigger"]["text"]): found["id"] for found in read.event_lines_of(opened)}
        judge.correct(opened, ids["a0", "arrested"], [("recipients.+", "Ales Novik BLR OPP")], **BY)
        judge.reject(opened, [ids["a1", "freed"]], **BY)
        merging.merge(opened)
        yield opened


def written(chronicle, tmp_path, form, **options):
    return {resource.path: resource for resource in export(chronicle, Filters(), form, tmp_path / "out", **options)}


def rows(path, **options):
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, **options))


def test_the_command_offers_all_formats():
    assert tuple(FORMATS) == OFFERED


@pytest.mark.parametrize("form", FORMATS)
def test_files_are_described_with_their_hashes(chronicle, tmp_path, form):
    resources = written(chronicle, tmp_path, form, licence="ODbL-1.0")
    described = json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))
    assert {resource["path"] for resource in described["resources"]} == set(resources)
    for resource in described["resources"]:
        data = (tmp_path / "out" / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["bytes"] == len(data)
        assert resource["rows"] > 0
    assert described["licenses"] == [{"name": "ODbL-1.0", "path": "https://opendatacommons.org/licenses/odbl/1-0/"}]
    assert [coder["version"] for coder in described["khronika"]["coders"]] == ["1"]
    found = {str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert found == {*resources, "datapackage.json"}  # nothing half is left behind


@pytest.mark.parametrize("form", FORMATS)
def test_no_private_person_is_named(chronicle, tmp_path, form):
    written(chronicle, tmp_path, form, redact=True)
    for path in (tmp_path / "out").rglob("*"):
        if path.is_file():
            assert b"Novik" not in path.read_bytes()
            assert b"novik" not in path.read_bytes()


def test_jsonl_is_the_record_format_with_what_people_said(chronicle, tmp_path):
    written(chronicle, tmp_path, "jsonl")
    lines = [json.loads(text) for text in (tmp_path / "out" / "events.jsonl").read_text("utf-8").splitlines()]
    assert lines == list(read.event_lines_of(chronicle))
    assert [said["field"] for found in lines for said in found.get("judged", ())] == ["recipients.+"]


def test_plover_folds_statuses_and_has_no_types_of_its_own(chronicle, tmp_path):
    written(chronicle, tmp_path, "plover")
    lines = [json.loads(text) for text in (tmp_path / "out" / "plover.jsonl").read_text("utf-8").splitlines()]
    found = {(record["cite_info"]["citation"], *record["event"]): record for record in lines}
    assert ("m", "x-election") not in found
    assert found["m", "CONSULT"]["mode"] == ["future"]
    arrest = found["a0", "COERCE"]
    assert (arrest["date"], arrest["mode"], arrest["size"]) == ("2020-08-14", ["arrest"], {"arrested": {"low": 40, "high": 40}})
    assert arrest["actor"] == [{"code": "BLR", "sector": "COP", "entity_text": "the police"}]
    assert arrest["event_loc"]["resolution"] == 4
    assert arrest["link"] == found["a1", "COERCE"]["link"]
    assert set(AUXILIARY.values()) == {None, "historical", "future", "hypothetical", "negation"}


def test_csv_guards_against_formulas(chronicle, tmp_path):
    written(chronicle, tmp_path, "csv")
    found = rows(tmp_path / "out" / "events.csv")
    assert {(row["title"], row["author"]) for row in found} == {("Arrests", "Ona Novik"), ("'=1+1", "")}
    assert [row["corrected"] for row in found if row["corrected"]] == ["recipients.+"]


def test_polecat_has_its_columns_and_only_what_happened(chronicle, tmp_path):
    written(chronicle, tmp_path, "polecat-csv")
    found = rows(tmp_path / "out" / "polecat.csv")
    assert tuple(found[0]) == polecat.COLUMNS
    assert {row["Event Type"] for row in found} == {"COERCE", "RETREAT", "PROTEST"}
    arrest = next(row for row in found if row["Event Type"] == "COERCE")
    assert (arrest["Actor Country"], arrest["Quad Code"], arrest["City"], arrest["District"]) == (
        "Belarus",
        "MATERIAL CONFLICT",
        "Minsk",
        "None",
    )


def test_acled_has_a_row_an_incident(chronicle, tmp_path):
    written(chronicle, tmp_path, "acled-csv")
    found = rows(tmp_path / "out" / "acled.csv")
    assert tuple(found[0]) == acled.COLUMNS
    [arrest] = [row for row in found if row["sub_event_type"] == "Arrests"]
    assert arrest["source"] == "Courier 0; Courier 1"
    assert (arrest["iso"], arrest["country"], arrest["geo_precision"], arrest["fatalities"]) == ("112", "Belarus", "1", "0")
    assert (arrest["inter1"], arrest["inter2"]) == ("State forces", "Civilians")


def test_gdelt_has_its_columns_and_a_row_a_pair(chronicle, tmp_path):
    written(chronicle, tmp_path, "gdelt-tsv")
    lines = (tmp_path / "out" / "gdelt.tsv").read_text("utf-8").splitlines()
    found = [dict(zip(gdelt.COLUMNS, text.split("\t"), strict=True)) for text in lines]
    assert len(gdelt.COLUMNS) == 61
    arrests_ = [
        row for row in found if row["EventCode"] == "173" and row["Actor1Type1Code"] == "COP" and row["SOURCEURL"].endswith("novik0")
    ]
    assert [row["Actor2Name"] for row in arrests_] == ["40 PEOPLE", "ALES NOVIK"]
    assert (arrests_[0]["Actor1Code"], arrests_[0]["ActionGeo_CountryCode"], arrests_[0]["SQLDATE"]) == ("BLRCOP", "BO", "20200814")
    assert len({row["GLOBALEVENTID"] for row in found}) == len(found)


def test_geojson_has_points_longitude_first(chronicle, tmp_path):
    written(chronicle, tmp_path, "geojson")
    collection = json.loads((tmp_path / "out" / "events.geojson").read_text("utf-8"))
    assert {tuple(feature["geometry"]["coordinates"]) for feature in collection["features"]} == {(27.57, 53.9)}
    assert len(collection["features"]) == 2


def test_parquet_is_divided_by_month(chronicle, tmp_path):
    resources = written(chronicle, tmp_path, "parquet")
    assert set(resources) == {"events/month=2020-08/part-0.parquet", "events/month=2020-09/part-0.parquet"}
    table = arrow.read_table(tmp_path / "out" / "events" / "month=2020-08" / "part-0.parquet", partitioning=None)
    assert table.num_rows == 3
    assert table.column("arrested_low").to_pylist().count(40.0) == 2
    assert "sentence" not in table.column_names


def test_a_folder_that_holds_something_is_left_alone(chronicle, tmp_path):
    written(chronicle, tmp_path, "jsonl")
    with pytest.raises(UsageError):
        written(chronicle, tmp_path, "csv")
    written(chronicle, tmp_path, "csv", force=True)
    assert (tmp_path / "out" / "events.jsonl").exists()
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError):
        export(chronicle, Filters(), "csv", tmp_path / "file")
    with pytest.raises(OutputError):
        export(chronicle, Filters(), "csv", tmp_path / "file" / "below")


def redacted_party(**values):
    values = {"text": "the journalist Ales Novik", "start": 0, "end": 5, "name": "Ales Novik", "kind": "person", "sector": "JRN"} | values
    base = arrests(article()).lines[0] | {"article": {"id": "a", "title": "t", "url": "u"}}
    [found] = redacted_line(base | {"actors": [party("police", TEXT) | values]})["actors"]
    return found


def test_who_keeps_the_name():
    assert redacted_party()["name"] is None
    assert redacted_party()["text"] == "a person"
    assert redacted_party(sector="GOV")["name"] == "Ales Novik"
    assert redacted_party(wikidata="Q1")["name"] == "Ales Novik"
    assert redacted_party(kind="organisation")["name"] == "Ales Novik"
    assert redacted_party(kind="unknown", sector=None)["name"] is None
    assert redacted_party(name=None, text="a journalist")["text"] == "a journalist"
    assert redacted_party(name=None, text="journalist Ales Novik")["text"] == "a person"
    assert redacted_party(kind="group", name=None, text="relatives of Ales Novik", sector="CVL")["text"] == "a group"
    assert redacted_party(kind="group", name=None, text="40 Minsk residents", sector="CVL")["text"] == "40 Minsk residents"


def test_country_sector_and_counts_stay():
    found = redacted_party(country="BLR")
    assert (found["country"], found["sector"], found["kind"]) == ("BLR", "JRN", "person")
    assert quantity("40", TEXT, "arrested", 40, 40) in redacted_line(
        arrests(article()).lines[0] | {"article": {"id": "a", "title": "t", "url": "u"}}
    )["quantities"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("a man", False), ("A man", False), ("Novik", True), ("Mr. Novik", True), ("the two Noviks", True), ("", False), (None, False),
     ("its staff", False), ("Алесь Новик", True)],
)  # fmt: skip
def test_words_that_hold_a_name(text, wanted):
    assert has_name(text) is wanted
