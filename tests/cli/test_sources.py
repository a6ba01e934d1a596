"""Files of all formats through the command line: what is said, what comes out, which exit code."""

from __future__ import annotations

import json
from pathlib import Path

from tests.read.making import ADDRESS, page, pdf, warc, zipped

STORY = "Police arrested 12 dockers in the evening.\n\nThe union met the harbour office and police freed them."


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_folder_of_formats_is_coded_and_what_cannot_be_is_told(khronika):
    Path("in").mkdir()
    Path("in/a.html").write_bytes(page([STORY], head=f'<link rel="canonical" href="{ADDRESS}">'))
    Path("in/b.csv").write_text(f'headline,body,when\nHarbour,"{STORY}",2020-08-14\n')
    Path("in/c.zip").write_bytes(
        zipped({"d.pdf": pdf([["Police arrested two."]], password="x"), "e.warc": warc([(ADDRESS, "text/html", page([STORY, "x"]))])})
    )
    done = khronika("code", "in", "-o", "events.jsonl")
    assert done.exit_code == 1
    assert "in/b.csv: text from 'body', title from 'headline'; choose other columns with --text-column" in done.stderr
    assert "in/c.zip/d.pdf: is encrypted; save it without a password" in done.stderr
    assert "Traceback" not in done.stderr
    found = lines(Path("events.jsonl").read_text())
    assert [line["event_type"] for line in found] == ["COERCE", "CONSULT", "RETREAT"] * 3
    assert [line["article"]["published_from"] for line in found[::3]] == ["metadata", None, "metadata"]
    again = khronika("code", "in", "-o", "events.jsonl", "--resume")
    assert "complete already" in again.stderr


def test_columns_can_be_told_and_a_wrong_one_is_a_line(khronika):
    Path("a.csv").write_text(f'nr,text,words,day\n1,short,"{STORY}",14.08.2020\n')
    done = khronika("code", "a.csv", "--text-column", "words", "--date-column", "4", "--id-column", "nr")
    assert done.exit_code == 0
    article = lines(done.stdout)[0]["article"]
    assert (article["id"], article["published"], article["published_from"]) == ("1", "2020-08-14", "given")
    done = khronika("code", "a.csv", "--text-column", "wrods")
    assert done.exit_code == 1
    assert "a.csv: has no column 'wrods'; it has 'nr', 'text', 'words', 'day'; name one of these, or give its number" in done.stderr


def test_a_page_on_standard_input(khronika):
    done = khronika("code", "-", input=page([STORY]))
    assert done.exit_code == 0
    assert lines(done.stdout)[0]["article"]["title"] == "Harbour closed"


def test_explain_finds_the_words_in_a_page_again(khronika):
    Path("a.html").write_bytes(page([STORY]))
    assert khronika("code", "a.html", "-o", "events.jsonl").exit_code == 0
    done = khronika("explain", "events.jsonl")
    assert done.exit_code == 0
    assert "[arrested]" in done.stdout
    assert "[arrested]" in khronika("explain", "a.html").stdout


def test_explain_knows_the_columns_of_the_run(khronika):
    Path("a.csv").write_text(f'text,words\nshort,"{STORY}"\n')
    assert khronika("code", "a.csv", "--text-column", "words", "-o", "events.jsonl").exit_code == 0
    assert "[arrested]" in khronika("explain", "events.jsonl").stdout


def test_a_limit_is_a_setting(khronika):
    Path("a.html").write_bytes(page([STORY]))
    done = khronika("code", "a.html", "--set", "read.page=100")
    assert done.exit_code == 1
    assert "a.html: holds more than 100 bytes; raise read.page" in done.stderr


def test_a_page_is_kept_in_a_chronicle_once_and_its_new_edition_beside_it(khronika):
    head = f'<link rel="canonical" href="{ADDRESS}">'
    Path("a.html").write_bytes(page([STORY], head=head))
    assert khronika("add", "a.html", "--to", "c.db", "--no-merge").exit_code == 0
    assert "1 known" in khronika("add", "a.html", "--to", "c.db", "--no-merge").stderr
    Path("b.html").write_bytes(page([STORY + " They went home."], head=head))
    assert "1 other editions" in khronika("add", "b.html", "--to", "c.db", "--no-merge").stderr
