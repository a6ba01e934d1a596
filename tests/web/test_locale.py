"""The interface in two languages: every text of code and templates has its words, and plurals, numbers and days are right."""

from __future__ import annotations

import ast
import csv
import re
from pathlib import Path

import pytest
from jinja2 import nodes

from khronika.web.locale import FOLDER, FORMS, LANGUAGES, Language, words
from khronika.web.pages import environment

WEB = Path(str(FOLDER)).parent.parent
RU, EN = Language("ru"), Language("en")


def texts_of_templates():
    """Texts that templates say in the reader's language."""
    for name in environment().list_templates(extensions=["html"]):
        tree = environment().parse((WEB / "templates" / name).read_text("utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "_" and call.args and isinstance(call.args[0], nodes.Const):
                yield name, call.args[0].value


def texts_of_code():
    """Texts that modules say in it: `_("…")`, the navigation, titles of errors."""
    for path in sorted(WEB.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None
            if name in ("_", "Entry", "language") and node.args:
                given = node.args[1] if name == "Entry" else node.args[0]
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield path.name, given.value


def test_every_text_has_its_words():
    said = [*texts_of_templates(), *texts_of_code()]
    assert len(said) > 30
    assert sorted({(where, text) for where, text in said if text not in words()["ru"]}) == []


@pytest.mark.parametrize("path", sorted(Path(str(FOLDER)).glob("*.tsv")), ids=lambda path: path.name)
def test_tables_of_words_are_whole_and_sorted(path):
    rows = list(csv.reader(path.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert rows[0] == ["en", *(code for code in LANGUAGES if code != "en")]
    assert [row for row in rows if len(row) != len(rows[0]) or not all(row)] == []
    english = [row[0] for row in rows[1:]]
    assert english == sorted(set(english))
    for en, ru in rows[1:]:
        assert set(re.findall(r"\{(\w+)\}", en)) == set(re.findall(r"\{(\w+)\}", ru)), en
        if "{n}" in en and "|" in en:
            assert (len(en.split("|")), len(ru.split("|"))) == (len(FORMS["en"]), len(FORMS["ru"])), en


def test_no_text_stands_in_two_tables():
    rows = [line.split("\t")[0] for path in Path(str(FOLDER)).glob("*.tsv") for line in path.read_text("utf-8").splitlines()[1:]]
    assert sorted({row for row in rows if rows.count(row) > 1}) == []


@pytest.mark.parametrize(
    ("n", "en", "ru"),
    [(0, "0 mentions", "0 упоминаний"), (1, "1 mention", "1 упоминание"), (2, "2 mentions", "2 упоминания"),
     (5, "5 mentions", "5 упоминаний"),
     (21, "21 mentions", "21 упоминание"), (11_000, "11,000 mentions", "11\xa0000 упоминаний")],
)  # fmt: skip
def test_plurals(n, en, ru):
    text = "{n} mention|{n} mentions"
    assert (EN(text, n=n), RU(text, n=n)) == (en, ru)


@pytest.mark.parametrize(
    ("stamp", "en", "ru"),
    [("2020-08-14", "14 Aug 2020", "14 авг. 2020"), ("2020-08-14T10:30", "14 Aug 2020", "14 авг. 2020"),
     ("2020-08", "August 2020", "август 2020"),
     ("2020", "2020", "2020"), (None, "", ""), ("", "", ""), ("yesterday", "yesterday", "yesterday"),
     ("2020-13-40", "2020-13-40", "2020-13-40"),
     ("0000", "0000", "0000"), ("-1-1", "-1-1", "-1-1")],
)  # fmt: skip
def test_days(stamp, en, ru):
    assert (EN.day(stamp), RU.day(stamp)) == (en, ru)


def test_texts_that_no_table_has_stay():
    assert RU("x-own-type") == "x-own-type"
    assert RU("{braces}") == "{braces}"
    assert EN("{n} of {what}", n=1200, what="{n}") == "1,200 of {n}"


def test_the_language_is_the_readers(client):
    assert 'lang="en"' in client.get("/sign-in").text
    assert "Войти" in client.get("/sign-in", headers={"accept-language": "de, ru-RU;q=0.8, en;q=0.5"}).text
    answer = client.get("/language/ru?next=/sign-in")
    assert answer.headers["location"] == "/sign-in"
    assert "Войти" in client.get("/sign-in").text
    assert client.get("/language/xx").status_code == 404
