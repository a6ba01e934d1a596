"""A user's ontology: what is read, and that every fault is told with its line and keys."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from khronika.errors import TableError, UsageError
from khronika.events.predicates import COLUMNS
from khronika.events.site import word_classes
from khronika.tables import data_path, read_tsv
from khronika.tables.frames import frame_fault, slot_fault
from khronika.tables.ontology import ontology, shipped
from khronika.tables.own import load_ontology, ontology_faults

HEAD = "title: T\nsource: own\nlicence: CC0\n"
TYPE = HEAD + "types:\n  x-a:\n    label: A\n    definition: B\n"
ROW = "    predicates: [{lemma: kill, pos: verb}]\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("own")


def faults(folder: Path, content: str | bytes) -> list[str]:
    """The faults of a file with this content, without the file's name."""
    path = folder / "o.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return [fault.removeprefix(f"{path}:") for fault in ontology_faults(str(path))]


def test_a_sound_file(folder):
    content = TYPE + '    quad: 2\n    scale: 3\n    cameo: "07"\n    modes: {m: a mode, n: {label: N, scale: -1}}\n'
    content += '    predicates: [{lemma: [kill, call off], pos: verb, frame: "obj=@mine !p:in", modes: [m], actor: subj, sure: false}]\n'
    content += '    sentences: ["Somebody [killed] it.", Nothing.]\nclasses: {mine: [a, b c]}\nnot_events: [{lemma: x, pos: noun}]\n'
    assert faults(folder, content) == []
    own = load_ontology(str(folder / "o.yaml"))
    assert own.types.keys() == {*ontology(), "x-a"}
    assert own.types["x-a"]["modes"]["m"] == {"label": "a mode", "scale": None, "cameo": None}
    assert (own.types["x-a"]["quad"], own.types["x-a"]["cameo"]) == (2, "07")
    assert [(r["lemma"], r["type"], r["modes"], r["sure"]) for r in own.rows] == [
        ("kill", "x-a", "m", "no"), ("call off", "x-a", "m", "no"), ("x", "-", "", "yes")
    ]  # fmt: skip
    assert all(set(row) == set(COLUMNS) for row in own.rows)
    assert own.classes == {"mine": frozenset({"a", "b c"})}
    assert [text for _, text, _ in own.examples] == ["Somebody [killed] it.", "Nothing."]


def test_the_same_content_is_the_same_object_and_another_is_not(folder):
    assert faults(folder, TYPE + ROW) == []
    path = str(folder / "o.yaml")
    first = load_ontology(path)
    assert load_ontology(path) is first
    faults(folder, TYPE + ROW + "note: n\n")
    assert load_ontology(path).fingerprint != first.fingerprint
    assert load_ontology("") is shipped()


def test_replacing_leaves_no_shipped_type_and_takes_any_name(folder):
    content = HEAD + "replace: true\ntypes: {Arson: {label: A, definition: B, predicates: [{lemma: torch, pos: verb}]}}\n"
    assert faults(folder, content) == []
    assert load_ontology(str(folder / "o.yaml")).types.keys() == {"Arson"}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "1: is no mapping"),
        (TYPE, "5: types.x-a.predicates: has no rows"),
        (TYPE + ROW + "colour: red\n", "9: colour: is unknown"),
        (TYPE + ROW + "replace: maybe\n", "9: replace: is neither true nor false"),
        (TYPE + ROW + "language: xx\n", "9: language: 'xx' has no predicate tables"),
        (TYPE + ROW + "    quad: 5\n", "9: types.x-a.quad: 5 is no number from 1 to 4"),
        (TYPE + ROW + "    scale: -11\n", "9: types.x-a.scale: -11 is no number from -10 to 10"),
        (TYPE + ROW + "    scale: .nan\n", "9: types.x-a.scale: nan is no number"),
        (TYPE + ROW + "    cameo: 0731\n", "9: types.x-a.cameo: is no CAMEO code"),
        (TYPE + ROW + "    label: again\n", "9: types.x-a.label: stands here for the second time"),
        (TYPE + ROW + "    modes: {Big: x}\n", "9: types.x-a.modes.Big: is no name"),
        (TYPE + ROW + '    sentences: ["two [a] [b]"]\n', "9: types.x-a.sentences.1: is no sentence"),
        (TYPE + "    predicates: [{lemma: Kill, pos: verb}]\n", "8: types.x-a.predicates.1.lemma: 'Kill' is no word"),
        (TYPE + "    predicates: [{lemma: on, pos: verb}]\n", "8: types.x-a.predicates.1.lemma: True is no word"),
        (TYPE + "    predicates: [{lemma: kill, pos: x}]\n", "8: types.x-a.predicates.1.pos: is none of"),
        (TYPE + "    predicates: [{lemma: k, pos: verb, frame: obj=@z}]\n", "8: types.x-a.predicates.1.frame: there is no class @z"),
        (TYPE + "    predicates: [{lemma: k, pos: verb, actor: sub}]\n", "8: types.x-a.predicates.1.actor: cannot read the slots"),
        (TYPE + "    predicates: [{lemma: k, pos: verb, modes: [z]}]\n", "8: types.x-a.predicates.1.modes: the type has no mode 'z'"),
        (TYPE.replace("x-a", "ASSAULT") + ROW, "5: types.ASSAULT: a type beside the shipped ones is written x-name"),
        (TYPE.replace("x-a", "x-election") + ROW, "5: types.x-election: ships with the program"),
        (TYPE + ROW + "classes: {person: [a]}\n", "9: classes.person: is a class that the program decides"),
        ("a: &a [*a]\n", "1: uses the alias"),
        ("a: !!python/object:os.system x\n", "1: a: the tag"),
        ("a: [\n", "2: this is no YAML"),
        (b"a: \xff\n", "1: this is no UTF-8"),
        ("a: " + "[" * 3000 + "]" * 3000, "1: is nested too deeply"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) and value[:1].isdigit() else "",
)  # fmt: skip
def test_a_fault_is_told_with_its_line_and_keys(folder, content, fault):
    assert [told for told in faults(folder, content) if told.startswith(fault)], faults(folder, content)


def test_all_faults_are_told_at_once(folder):
    content = "replace: 1\n" + TYPE + "    quad: 9\n    modes: [a]\n    predicates: [{lemma: A, pos: b, frame: c, actor: d}]\n"
    told = faults(folder, content)
    assert len(told) == 7
    assert [int(fault.split(":")[0]) for fault in told] == sorted(int(fault.split(":")[0]) for fault in told)
    with pytest.raises(TableError, match=r"line 1: .*line 9: .*line 11: .*guides/ontology"):
        load_ontology(str(folder / "o.yaml"))


def test_a_file_that_is_not_there(folder):
    with pytest.raises(UsageError, match="cannot be read"):
        load_ontology(str(folder / "gone.yaml"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8), lambda s: st.lists(s, max_size=3) | st.dictionaries(
        st.sampled_from(["types", "classes", "x-a", "label", "predicates", "lemma", "frame", "modes", "sentences", "cameo"]), s, max_size=4
    ), max_leaves=15,
)  # fmt: skip


@given(JSON)
def test_any_content_gives_faults_and_no_other_error(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "o.yaml"
    path.write_text(yaml.safe_dump({"types": content}), "utf-8")
    assert ontology_faults(str(path))


@given(st.text(max_size=60))
def test_any_text_gives_faults_and_no_other_error(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("any") / "o.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert ontology_faults(str(path))


def test_frames_and_slots_of_shipped_rows_are_read():
    rows = [row for path in data_path("predicates/en").glob("*.tsv") if path.stem != "classes" for row in read_tsv(path, COLUMNS)]
    assert len(rows) > 500
    assert [row for row in rows if frame_fault(row["frame"], word_classes())] == []
    assert [row for row in rows for key in ("actor", "recipient") if row[key] and slot_fault(row[key])] == []


@pytest.mark.parametrize("frame", ["obj=", "=x", "!", "nsubj", "obj=@", "p:", "mod=@police", "obj=a,,b", "Number="])
def test_frames_that_cannot_be_read(frame):
    assert frame_fault(frame, word_classes())
