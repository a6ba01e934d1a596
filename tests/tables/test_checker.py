"""The checker finds what is planted, says where, and finds nothing in what is shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from khronika.tables import data_path, read_tsv
from khronika.tables.checker import check_tables
from khronika.tables.schemas import SCHEMAS, schema_of

HEADER = "# title: T\n# source: own\n# licence: CC0\n"
PARTIES = "name\taliases\tcountry\tsector\tother_sectors\twikidata\tsince\tuntil\tsource\tchecked\n"
GROUPS = "word\tsector\tother_sectors\tkind\tnote\n"
PREDICATES = "lemma\tpos\tframe\ttype\tmodes\tactor\trecipient\tsure\tnote\n"
BOUNDS = "word\tkind\tlow\thigh\tnote\n"


def party(name: str, aliases: str = "", country: str = "FRA", sector: str = "PTY", since: str = "", until: str = "", **cells: str) -> str:
    row = {"other_sectors": "", "wikidata": "", "source": "own", "checked": "2026-11-24", **cells}
    return (
        "\t".join((name, aliases, country, sector, row["other_sectors"], row["wikidata"], since, until, row["source"], row["checked"]))
        + "\n"
    )


def faults(root: Path, name: str, content: str | bytes) -> list[str]:
    """The faults of a folder that holds one table."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (root / name.split("/", maxsplit=1)[0] / "README.md").write_text("# A\n")
    return check_tables(root)


def test_shipped_tables_are_clean():
    assert check_tables() == []


def test_every_shipped_table_is_read_by_its_schema():
    root = data_path(".")
    names = [path.relative_to(root).as_posix() for path in root.rglob("*.tsv")]
    assert len(names) > 60
    for name in names:
        schema = schema_of(name)
        assert schema is not None, name
        assert read_tsv(name, tuple(schema.columns)), name


@pytest.mark.parametrize("pattern", SCHEMAS)
def test_a_schema_speaks_of_columns_that_it_has(pattern):
    schema = SCHEMAS[pattern]
    assert set(schema.key) | set(schema.sorted_by) <= set(schema.columns)
    assert {*schema.columns} & {"name", "word"} or not schema.names


def test_a_sound_table_has_no_faults(tmp_path):
    rows = party("Alpha Party", "AP|Alphas") + party("Beta Party", until="1990-05") + party("Gamma Party", "BP", since="1990")
    assert faults(tmp_path, "actors/parties.tsv", HEADER + PARTIES + rows) == []


@pytest.mark.parametrize(
    ("name", "content", "where", "words"),
    [
        ("actors/parties.tsv", PARTIES, ":1:", "the header lacks '# licence: …'"),
        ("actors/parties.tsv", HEADER, ":1:", "the columns are []"),
        ("actors/parties.tsv", HEADER + PARTIES.replace("wikidata", "qid"), ":4:", "'qid'"),
        ("actors/parties.tsv", HEADER + PARTIES + "Alpha\tA\n", ":5:", "2 cells; there should be 10"),
        ("actors/parties.tsv", HEADER + PARTIES + party("B") + party("A"), ":6:", "is not sorted by name, country, since"),
        ("actors/parties.tsv", HEADER + PARTIES + party("A") + party("A"), ":6:", "says again what line 5 says"),
        ("actors/parties.tsv", HEADER + PARTIES + party("A", country="FRX"), ":5:", "country 'FRX' is no code of a country"),
        ("actors/parties.tsv", HEADER + PARTIES + party("A", sector="PAR"), ":5:", "sector 'PAR' is no sector"),
        ("actors/parties.tsv", HEADER + PARTIES + party("A", other_sectors="OPP|GOVT"), ":5:", "'GOVT' is no sector"),
        ("actors/parties.tsv", HEADER + PARTIES + party("A", other_sectors="OPP|OPP"), ":5:", "names one twice"),
        ("actors/parties.tsv", HEADER + PARTIES + party("A", since="1999-02-30"), ":5:", "a date that the calendar lacks"),
        ("actors/parties.tsv", HEADER + PARTIES + party("A", since="May 1999"), ":5:", "is no date"),
        ("actors/parties.tsv", HEADER + PARTIES + party("A", since="1999-05", until="1999-04"), ":5:", "ends in 1999-04 before it begins"),
        ("actors/parties.tsv", HEADER + PARTIES + party("A", wikidata="Q01"), ":5:", "is no Wikidata id"),
        ("actors/parties.tsv", HEADER + PARTIES + party("A", source=""), ":5:", "source '' is empty"),
        ("actors/parties.tsv", HEADER + PARTIES + party("A", checked=""), ":5:", "checked '' is no date"),
        ("actors/parties.tsv", HEADER + PARTIES + party("A", "A"), ":5:", "the alias 'A' is the name itself"),
        ("actors/parties.tsv", HEADER + PARTIES + party("A", "X||Y"), ":5:", "'' is empty"),
        ("actors/parties.tsv", HEADER + PARTIES + party("A", "X") + party("B", "X"), ":6:", "'X' is claimed by actors/parties.tsv:5 too"),
        ("actors/parties.tsv", HEADER + PARTIES + party("A", until="1991") + party("B", "A", since="1990"), ":6:", "'A' is claimed by"),
        ("actors/parties.tsv", HEADER + PARTIES + party("A").rstrip("\n"), ":5:", "the last line does not end"),
        ("actors/parties.tsv", HEADER + PARTIES + party("A "), ":5:", "holds spaces at the edge of a cell"),
        ("actors/parties.tsv", HEADER + PARTIES + party("A  B"), ":5:", "several together"),
        ("actors/parties.tsv", HEADER + PARTIES + party("Caf\u0065\u0301"), ":5:", "(NFC)"),
        ("actors/parties.tsv", HEADER + PARTIES + party("A\u200bB"), ":5:", "cannot be seen"),
        ("actors/parties.tsv", "\ufeff" + HEADER + PARTIES + party("A"), ":1:", "cannot be seen"),
        ("actors/parties.tsv", (HEADER + PARTIES + party("A")).replace("\n", "\r\n"), ":1:", "control character"),
        ("actors/parties.tsv", (HEADER + PARTIES + party("é")).encode("latin-1"), ":1:", "this is no UTF-8"),
        ("actors/group_words.tsv", HEADER + GROUPS + "guard\tMIL\t\tpeople\t\n", ":5:", "kind 'people' is none of person, "),
        ("actors/slots.tsv", HEADER + "type\tpart\tactor\trecipient\tspare\tnote\nAID/gift\tverb\tsubj\tobj\t-\t\n", ":5:", "no type"),
        ("predicates/en/aid.tsv", HEADER + PREDICATES + "give\tverb\t\tHELP\t\t\t\tyes\t\n", ":5:", "type 'HELP' is no event type"),
        ("predicates/en/aid.tsv", HEADER + PREDICATES + "give\tverb\t\tAID\tvisit\t\t\tyes\t\n", ":5:", "AID has no mode 'visit'"),
        ("predicates/en/aid.tsv", HEADER + PREDICATES + "give\tverb\t\tAID\t\tsubj obj\t\tyes\t\n", ":5:", "is no slot"),
        ("predicates/en/aid.tsv", HEADER + PREDICATES + "give\tverb\tobj=@gold\tAID\t\t\t\tyes\t\n", ":5:", "there is no class @gold"),
        ("predicates/en/aid.tsv", HEADER + PREDICATES + "give\tverb\tobject\tAID\t\t\t\tyes\t\n", ":5:", "cannot read the condition"),
        ("predicates/en/aid.tsv", HEADER + PREDICATES + "give\tverb\t\tAID\t\t\t\tmaybe\t\n", ":5:", "sure 'maybe' is none of"),
        ("quantities/en/numbers.tsv", HEADER + BOUNDS + "dozen\tvague\t99\t24\t\n", ":5:", "low 99 is above high 24"),
        ("quantities/en/numbers.tsv", HEADER + BOUNDS + "dozen\tvague\tmany\t24\t\n", ":5:", "low 'many' is no number"),
        ("places/country_points.tsv", HEADER + "country\tlat\tlon\nFRA\t146\t2\n", ":5:", "lat '146' is not between -90 and 90"),
        ("contexts/en.tsv", HEADER + "context\tword\tnote\nwar\tarmy\t\n", ":5:", "context 'war' is no context"),
        ("actors/colours.tsv", HEADER + "a\tb\n", ":1:", "no schema describes this table"),
        ("actors/notes.txt", "hello\n", ":1:", "this is no table"),
        ("plover/types.yaml", "- a\n", ":1:", "is no mapping"),
        ("plover/types.yaml", "title: [\n", ":1:", "this is no YAML"),
        ("plover/types.yaml", "title: T\nsource: own\ntypes: {}\n", ":1:", "lacks licence"),
    ],
)  # fmt: skip
def test_planted_faults_are_found(tmp_path, name, content, where, words):
    found = faults(tmp_path, name, content)
    assert any(fault.startswith(f"{name}{where}") and words in fault for fault in found), found


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{label: A, definition: D, quad: 5, scale: 1, cameo: '03', modes: {}}", "quad 5 is none of"),
        ("{label: A, definition: D, quad: null, scale: null, cameo: null, modes: {}}", "extension types have none"),
        ("{label: A, definition: D, quad: 1, scale: 11, cameo: '03', modes: {}}", "type AGREE: scale 11"),
        ("{label: A, definition: D, quad: 1, scale: 1, cameo: '03', modes: {m: {scale: -11, label: M}}}", "type AGREE m: scale -11"),
        ("{label: A, definition: D, quad: 1, scale: 1, cameo: '03', modes: {m: {scale: 1}}}", "type AGREE m lacks label"),
        ("{label: A, quad: 1}", "lacks definition, scale, cameo, modes"),
    ],
)
def test_faults_of_event_types_are_found(tmp_path, entry, words):
    found = faults(tmp_path, "plover/types.yaml", f"title: T\nsource: own\nlicence: CC0\ntypes:\n  AGREE: {entry}\n")
    assert len(found) == 1
    assert words in found[0]


def test_a_folder_needs_its_page(tmp_path):
    faults(tmp_path, "actors/partitives.tsv", HEADER + "word\tnote\nall\t\n")
    (tmp_path / "actors/README.md").unlink()
    assert check_tables(tmp_path) == [
        "actors/README.md:1: this page is missing; it tells origin, licence, known faults and how to add a row"
    ]


def test_names_are_claimed_across_tables(tmp_path):
    faults(tmp_path, "actors/parties.tsv", HEADER + PARTIES + party("Zed Front", "ZF"))
    found = faults(tmp_path, "actors/metonyms.tsv", HEADER + "word\tcountry\tsector\tkind\nZF\tFRA\tGOV\toffice\n")
    assert found == ["actors/parties.tsv:5: 'ZF' is claimed by actors/metonyms.tsv:5 too, for the same time"]


def test_one_bearer_may_have_several_rows(tmp_path):
    rows = party("Zed Front", "ZF", sector="REB", until="1999") + party("Zed Front", "ZF", since="1999")
    assert faults(tmp_path, "actors/parties.tsv", HEADER + PARTIES + rows) == []


def test_predicates_of_two_files_do_not_say_the_same(tmp_path):
    row = "shell\tverb\t\tASSAULT\t\t\t\tyes\t\n"
    faults(tmp_path, "predicates/en/assault.tsv", HEADER + PREDICATES + row)
    found = faults(tmp_path, "predicates/en/protest.tsv", HEADER + PREDICATES + row)
    assert found == ["predicates/en/protest.tsv:5: says again what predicates/en/assault.tsv:5 says (lemma, pos, frame, type)"]
    # The same words in another language, or as another type, are another matter.
    other = row.replace("ASSAULT", "PROTEST")
    assert faults(tmp_path, "predicates/en/protest.tsv", HEADER + PREDICATES + other) == []
    (tmp_path / "predicates/en/protest.tsv").unlink()
    assert faults(tmp_path, "predicates/xx/protest.tsv", HEADER + PREDICATES + row) == []


def test_frames_name_classes_of_their_language(tmp_path):
    faults(tmp_path, "predicates/xx/classes.tsv", HEADER + "class\tlemma\ngold\tcoin\n")
    row = "give\tverb\tobj=@gold\tAID\t\t\t\tyes\t\n"
    assert faults(tmp_path, "predicates/xx/aid.tsv", HEADER + PREDICATES + row) == []
    assert len(faults(tmp_path, "predicates/yy/aid.tsv", HEADER + PREDICATES + row)) == 1


def test_faults_come_in_the_order_of_files_and_lines(tmp_path):
    rows = "".join(party(f"P{i:02}", country="??") for i in range(12))
    faults(tmp_path, "actors/parties.tsv", HEADER + PARTIES + rows)
    found = faults(tmp_path, "actors/partitives.tsv", "word\tnote\nall\t\n")
    lines = [(name, int(line)) for name, line, *_ in (fault.split(":") for fault in found)]
    assert lines == sorted(lines)
    assert {name for name, _ in lines} == {"actors/parties.tsv", "actors/partitives.tsv"}
