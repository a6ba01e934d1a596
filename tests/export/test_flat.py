from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.export import flat, lines
from khronika.model import (
    Article,
    Attribution,
    CodedArticle,
    Coder,
    Entity,
    Event,
    EventSource,
    Failure,
    Measure,
    Quantity,
    Record,
    Span,
    Timex,
    Toponym,
    event_line,
)


def event(title: str = "A night", text: str = "Police arrested 40.") -> Event:
    actors = (Entity(0, 6, "Police", 0, country="BLR", sector="COP"), Entity(0, 6, "they", 0, means="Army", country=None, sector="MIL"))
    quantities = (
        Quantity(16, 18, "40", 40.0, 40.0, role="arrested"), Quantity(0, 1, "x", 2.5, None, role="dead"),
        Quantity(0, 1, "y", 9, 9, role="arrested"),
    )  # fmt: skip
    return Event(
        "ev_1", Article("a", text, title, "2020-08-14", "given", "Paper", None, "en", author="Ann Lee; Bob Ray"),
        "COERCE", ("arrest", "seize"), (), 4, -7, "173",
        "occurred", "", actors, (), Timex(0, 1, "P", "DATE", "X", "2020-08-14", "2020-08-14", "day"), None,
        Toponym(0, 1, "P", name="Minsk", lat=53.9, lon=27.56, country="BLR", precision="city"), None, quantities,
        (Measure("ev_1", 0, 1, "P", "travel-ban", "agreed", ""),), (EventSource("ev_1", "police", 0, 6, certainty="denies"),),
        Span(7, 15, "arrested"), "row 1", Span(0, 19, text[:19]), 0.9, Coder("0.1.0", "c0"),
    )  # fmt: skip


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def coded(one: Event) -> CodedArticle:
    return CodedArticle(one.article, (one,), Record(one.article))


def test_a_row_has_every_value_in_its_column():
    [row] = rows(flat.header(flat.EVENT_COLUMNS) + flat.event_rows(coded(event())))
    expected = {
        "id": "ev_1", "article_id": "a", "publisher": "Paper", "author": "Ann Lee; Bob Ray", "url": "",
        "event_type": "COERCE", "modes": "arrest | seize", "contexts": "",
        "scale": "-7", "actor_texts": "Police | they", "actor_names": " | Army", "actor_countries": "BLR | ", "actor_sectors": "COP | MIL",
        "recipient_texts": "", "time_start": "2020-08-14", "place_name": "Minsk", "place_lat": "53.9", "arrested_low": "40",
        "arrested_high": "40", "dead_low": "2.5", "dead_high": "", "injured_low": "", "quantities": "arrested: 40 | dead: x | arrested: y",
        "measures": "travel-ban (agreed): P", "attributed_to": "police", "certainties": "denies", "trigger": "arrested",
        "sentence": "Police arrested 40.", "coder_config": "c0",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert None not in row.values()


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-x", "@SUM(A1)", "\t=1", "\r=1", "|calc"])
def test_text_that_a_spreadsheet_would_calculate_is_made_plain(text):
    [row] = rows(flat.header(flat.EVENT_COLUMNS) + flat.event_rows(coded(event(title=text))))
    assert row["title"].startswith("'")
    assert row["scale"] == "-7"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=19))
def test_any_text_comes_back_from_csv_and_json(title, text):
    one = event(title, text)
    data = flat.header(flat.EVENT_COLUMNS) + flat.event_rows(coded(one))
    [row] = rows(data)
    assert row["title"].removeprefix("'") == title.replace("\r", "\n").removeprefix("'")
    assert row["sentence"].removeprefix("'") == text[:19].replace("\r", "\n").removeprefix("'")
    line = lines.event_lines(coded(one))
    assert line.count(b"\n") == 1
    assert json.loads(line) == event_line(one)


def test_layers_have_a_row_for_each_thing():
    article = Article("a", "Police in Minsk said so.")
    record = Record(
        article, entities=(Entity(0, 6, "Police", 0, "group", country="BLR"),), toponyms=(Toponym(10, 15, "Minsk", lat=53.9),),
        timexes=(Timex(0, 1, "P", "DATE", "2020"),), quantities=(Quantity(0, 1, "P", 24, 99),),
        attributions=(Attribution(((0, 6),), ((16, 20),), ((21, 23),), "Police"),),
    )  # fmt: skip
    found = rows(flat.header(flat.LAYER_COLUMNS) + flat.layer_rows(CodedArticle(article, (), record)))
    assert [(r["layer"], r["text"]) for r in found] == [
        ("entities", "Police"), ("toponyms", "Minsk"), ("times", "P"), ("quantities", "P"),
        ("attributions", "Police"), ("attributions", "said"), ("attributions", "so"),
    ]  # fmt: skip
    assert (found[3]["low"], found[3]["high"], found[1]["lat"]) == ("24", "99", "53.9")


def test_an_article_that_failed_has_no_layers():
    article = Article("a", "x")
    failed = CodedArticle(article, (), Record(article), (Failure("broke", "a", "mend"),))
    assert flat.layer_rows(failed) == lines.layer_lines(failed) == b""
