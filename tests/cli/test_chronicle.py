"""The verbs of the chronicle, from the call to what is printed, with a coder that needs no models (conftest.py)."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pytest

from khronika.cli import adding
from khronika.cli.app import VERBS
from khronika.model import Coder
from khronika.store import Coding, add, open_chronicle, runs
from khronika.store.migrate import NEWEST
from tests.store.handmade import article, line

REPORTS = [
    {
        "id": "r1",
        "text": "Police arrested 40 people in Minsk.\nLater they freed ten of them.",
        "published": "2020-08-10",
        "publisher": "Courier",
    },
    {"id": "r2", "text": "Guards arrested many.", "published": "2020-08-11", "publisher": "Wire", "title": "[red]Arrests[/red]"},
    {"id": "r3", "text": "The sides met.", "published": "2020-09-01"},
]
BY = ("--by", "Ann", "--why", "seen")
ON, TO = ("--on", "c.db"), ("--to", "c.db")


@pytest.fixture
def made(khronika):
    """A chronicle of three reports; runs the command."""
    Path("in.jsonl").write_text("".join(json.dumps(report) + "\n" for report in REPORTS), "utf-8")
    result = khronika("add", "in.jsonl", *TO)
    assert (result.exit_code, result.stderr.splitlines()[0]) == (0, "khronika: 4 events stored; 3 articles: 3 new")
    return khronika


def lines(result):
    assert result.exit_code == 0, result.stderr
    return [json.loads(text) for text in result.stdout.splitlines()]


def events(made, *options):
    return lines(made("events", *ON, "--format", "jsonl", *options))


def test_adding_again_changes_nothing(made):
    result = made("add", "in.jsonl", *TO)
    assert result.stderr.splitlines() == ["khronika: 0 events stored; 3 articles: 3 known"]


def test_adding_what_code_wrote_is_the_same_as_adding_the_articles(made):
    made("code", "in.jsonl", "-o", "coded.jsonl")
    Path("coded.jsonl.gz").write_bytes(gzip.compress(Path("coded.jsonl").read_bytes()))
    assert "3 articles: 3 known" in made("add", "coded.jsonl", *TO).stderr
    assert "3 articles: 3 new" in made("add", "coded.jsonl.gz", "--to", "other.db").stderr
    ours, theirs = events(made), lines(made("events", "--on", "other.db", "--format", "jsonl"))
    assert ours == theirs
    assert Path("coded.jsonl").read_text("utf-8").splitlines() == [json.dumps(line, ensure_ascii=False) for line in ours]


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line | {"id": "ev_0000000000000000"},
        lambda line: line | {"actors": "Police"},
        lambda line: line | {"actors": [{"text": "Police"}]},
        lambda line: line | {"confidence": None},
        lambda line: line | {"trigger": line["trigger"] | {"start": "0"}},
        lambda line: line | {"article": line["article"] | {"title": 7}},
        lambda line: line | {"article": line["article"] | {"title": "a\u0000b"}},
        lambda line: {name: value for name, value in line.items() if name != "time"},
        lambda line: [line],
    ],
)
def test_coded_lines_that_are_none_are_told_and_left_out(made, change):
    made("code", "in.jsonl", "-o", "coded.jsonl")
    whole = [json.loads(text) for text in Path("coded.jsonl").read_text("utf-8").splitlines()]
    whole[1] = change(whole[1])
    Path("coded.jsonl").write_text("".join(json.dumps(line) + "\n" for line in whole), "utf-8")
    result = made("add", "coded.jsonl", "--to", "other.db")
    assert result.exit_code == 1
    assert "coded.jsonl:2: " in result.stderr
    assert len(lines(made("events", "--on", "other.db", "--format", "jsonl"))) == 3


def test_what_cannot_be_coded_is_told_and_kept_as_a_failure(khronika):
    Path("in.jsonl").write_text('{"id": "a", "text": "BREAK"}\n{"text": 7}\n{"id": "b", "text": "Police arrested ten."}\n', "utf-8")
    result = khronika("add", "in.jsonl", *TO)
    assert result.exit_code == 1
    assert "ValueError: it broke" in result.stderr
    assert "in.jsonl:2" in result.stderr
    with open_chronicle("c.db") as chronicle:
        [run] = runs.all_runs(chronicle)
        assert (run["failed"], run["state"], run["events"]) == (2, "done", 1)
        assert {failure["stage"] for failure in runs.failures_of(chronicle, run["num"])} == {"fake", "read"}


def test_a_corrected_edition_supersedes(made):
    Path("new.jsonl").write_text(json.dumps(REPORTS[1] | {"text": "Guards arrested many, and freed none."}) + "\n", "utf-8")
    assert "1 other editions" in made("add", "new.jsonl", *TO).stderr
    assert len(events(made, "--publisher", "Wire")) == 2


def test_stopping_keeps_what_is_stored(khronika, monkeypatch):
    Path("in.jsonl").write_text("".join(json.dumps(report) + "\n" for report in REPORTS), "utf-8")
    monkeypatch.setattr(adding, "BATCH", 1)
    real, calls = adding.add, []

    def stopping(*arguments):
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        return real(*arguments)

    monkeypatch.setattr(adding, "add", stopping)
    result = khronika("add", "in.jsonl", *TO)
    assert (result.exit_code, result.stderr) == (130, "khronika: stopped; 1 article stored; call again to go on\n")
    with open_chronicle("c.db") as chronicle:
        assert runs.all_runs(chronicle)[0]["state"] == "stopped"


def test_lists_in_all_formats(made):
    assert [line["trigger"]["text"] for line in events(made)] == ["arrested", "freed", "arrested", "met"]
    table = made("events", *ON).stdout
    assert "COERCE arrest" in table
    assert "10 Aug 2020" in table
    rows = list(csv.DictReader(io.StringIO(made("events", *ON, "--format", "csv").stdout)))
    assert [row["article_id"] for row in rows] == ["r1", "r1", "r2", "r3"]
    assert events(made, "--newest-first")[0]["article"]["id"] == "r3"
    assert len(events(made, "--limit", "2")) == 2
    assert "the first 1 of 4" in made("events", *ON, "--limit", "1").stderr


def test_filters_are_one_grammar_for_all_lists(made):
    asked = ("--type", "COERCE", "--since", "2020-08-11", "--actor", "COP")
    assert [line["article"]["id"] for line in events(made, *asked)] == ["r2"]
    for verb in ("incidents", "timeline"):
        found = lines(made(verb, *ON, "--format", "jsonl", *asked))
        assert [line["event_type"] for line in found] == ["COERCE"]
    assert made("events", *ON, "--text", "whales").stderr == "khronika: no such events\n"
    assert made("incidents", *ON, "--text", "whales").stderr == "khronika: no such incidents\n"


def test_show_names_fields_as_correct_takes_them(made):
    [event] = events(made, "--publisher", "Wire")
    shown = made("show", event["id"][:9], *ON).stdout
    assert "actors.1" in shown
    assert "[arrested]" in shown
    assert "[red]Arrests[/red]" in shown
    assert lines(made("show", event["id"], *ON, "--format", "jsonl"))[0]["sentence_text"] == "Guards arrested many."
    assert made("show", "ev_none", *ON).exit_code == 1


def test_corrections_and_verdicts(made):
    [event] = events(made, "--publisher", "Wire")
    result = made("correct", event["id"], "status=denied", "arrested=12..15", *BY, *TO)
    assert result.exit_code == 0
    assert "correct status on 1 event, by Ann" in result.stderr
    assert events(made, "--status", "denied")[0]["quantities"][0]["high"] == 15
    assert made("correct", event["id"], "status=nonsense", *BY, *TO).exit_code == 2
    assert made("correct", event["id"], "status=denied", "--by", "Ann", *TO).exit_code == 2
    made("reject", event["id"], *BY, *TO)
    assert events(made, "--publisher", "Wire") == []
    assert events(made, "--publisher", "Wire", "--rejected")[0]["verdict"] == "rejected"
    made("accept", event["id"], *BY, *TO)
    log = lines(made("judgements", *ON, "--format", "jsonl"))
    assert [entry["kind"] for entry in log] == ["accept", "reject", "correct", "correct"]
    made("withdraw", log[-1]["id"], *BY, *TO)
    assert events(made, "--status", "denied") == []
    shown = made("show", event["id"], *ON).stdout
    assert "12..15" in shown
    assert "seen" in shown
    assert "withdraw" in made("judgements", *ON).stdout
    assert next(csv.reader(io.StringIO(made("judgements", *ON, "--format", "csv").stdout)))[0] == "id"


def test_recoding_keeps_what_people_said(made):
    [event] = events(made, "--publisher", "Wire")
    made("correct", event["id"], "status=denied", *BY, *TO)
    result = made("recode", *ON, "--set", "events.threshold=0.7")
    assert result.stderr.splitlines()[0] == "khronika: 0 events stored; 3 articles: 3 coded anew"
    after = events(made, "--publisher", "Wire")[0]
    assert after["coder"] != event["coder"]
    assert after["status"] == "denied"
    assert "0 articles" in made("recode", "--to", "c.db", "--set", "events.threshold=0.7").stderr


def test_join_and_split(made):
    ids = [event["id"] for event in events(made, "--type", "COERCE")]
    assert made("join", *ids, *BY, *TO).exit_code == 0
    [incident] = lines(made("incidents", *ON, "--type", "COERCE", "--format", "jsonl"))
    assert incident["events"] == ids
    assert "why these are one act" in made("show", incident["id"], *ON).stdout
    assert made("split", incident["id"], ids[0], *BY, *TO).exit_code == 0
    assert len(lines(made("incidents", *ON, "--type", "COERCE", "--format", "jsonl"))) == 2
    assert made("split", incident["id"], *BY, *TO).exit_code in (1, 2)


def test_merging_may_be_left_for_later(khronika):
    Path("in.jsonl").write_text("".join(json.dumps(report) + "\n" for report in REPORTS), "utf-8")
    khronika("add", "in.jsonl", *TO, "--no-merge")
    assert "4 events are not merged yet" in khronika("incidents", *ON).stderr
    assert khronika("merge", *TO).stderr == "khronika: 4 events merged into incidents\n"
    assert len(lines(khronika("incidents", *ON, "--format", "jsonl"))) == 4
    assert khronika("merge", *TO, "--all").stderr == "khronika: 4 events merged into incidents\n"


def test_tallies_and_ledgers(made):
    table = made("tally", "arrested", *ON)
    assert "at least 40" in table.stdout
    rows = lines(made("tally", "arrested", *ON, "--format", "jsonl"))
    assert [row["total_low"] for row in rows] == sorted(row["total_low"] for row in rows)
    assert rows[0]["says"]
    assert made("tally", "arrested", *ON, "--format", "csv").stdout.startswith("role,incident,day,")
    for ledger in ("detentions", "protests", "sanctions"):
        for form in ("table", "jsonl", "csv"):
            assert made("ledger", ledger, *ON, "--format", form).exit_code == 0
    assert "still held" in made("ledger", "detentions", *ON).stdout
    assert made("tally", "hugged", *ON).exit_code == 2


def test_plots(made):
    assert made("timeline", *ON, "--plot", "t.svg").stderr == "khronika: t.svg: 4 incidents\n"
    assert made("tally", "arrested", *ON, "--plot", "t.png").exit_code == 0
    assert Path("t.svg").read_text("utf-8").startswith("<svg")
    assert made("timeline", *ON, "--plot", "t.pdf").exit_code == 2
    assert "10 Aug 2020" in made("timeline", *ON).stdout


def test_export_and_evaluate(made):
    result = made("export", "out", *ON, "--format", "jsonl", "--type", "COERCE")
    assert result.stderr == "khronika: out: 2 rows in 1 file, described in datapackage.json\n"
    assert made("export", "out", *ON, "--format", "jsonl").exit_code == 2
    scores = lines(made("evaluate", "out/events.jsonl", *ON, "--format", "jsonl"))[0]
    assert scores["events recall"] == 1
    assert scores["events precision"] == 0.6667
    assert "events f1" in made("evaluate", "out/events.jsonl", "out/events.jsonl").stdout
    assert made("evaluate", "out/events.jsonl").exit_code == 2
    assert made("evaluate", "none.jsonl", *ON).exit_code == 1
    ids = [event["id"] for event in events(made, "--type", "COERCE")]
    made("correct", ids[0], "status=denied", *BY, *TO)
    assert lines(made("evaluate", "out/events.jsonl", *ON, "--format", "jsonl"))[0]["status"] == 0.5
    assert lines(made("evaluate", "out/events.jsonl", *ON, "--machine", "--format", "jsonl"))[0]["status"] == 1


def test_a_chronicle_that_is_not_there(khronika):
    for verb in ("events", "incidents", "timeline", "judgements"):
        result = khronika(verb, *ON)
        assert (result.exit_code, result.stderr) == (
            2,
            "khronika: c.db: there is no such chronicle; make it with `khronika add PATH --to FILE`\n",
        )
    assert not Path("c.db").exists()
    assert khronika("migrate", *TO).exit_code == 2


def test_migrate_says_where_it_is(made):
    assert made("migrate", *TO).stderr == f"khronika: the tables are those of version {NEWEST}\n"


def test_what_writes_takes_to_and_what_reads_takes_on():
    from khronika.cli.app import app

    options = {verb: {o for p in app.get_command(None, verb).params for o in p.opts} for verb in VERBS}
    chronicle = {verb for verb in VERBS if options[verb] & {"--on", "--to"}}
    writing = {"add", "correct", "accept", "reject", "join", "split", "withdraw", "merge", "migrate", "recode", "watch"}
    assert {verb for verb in chronicle if "--to" in options[verb]} == writing
    assert {verb for verb in chronicle if "--on" in options[verb]} == chronicle - writing | {"recode"}


def test_types_that_nothing_has_are_told_apart_from_those_of_another_ontology(made):
    result = made("events", *ON, "--type", "NOISE")
    assert result.exit_code == 2 and "there is no type 'NOISE'" in result.stderr
    one = article("r9")
    with open_chronicle("own.db", create=True) as chronicle:
        add(chronicle, [Coding(one, Coder("1", "own"), (line(one, "arrested", "NOISE", ()),))])
    assert [e["event_type"] for e in lines(made("events", "--on", "own.db", "--type", "noise", "--format", "jsonl"))] == ["NOISE"]
