from __future__ import annotations

import subprocess
import sys

import pytest

import khronika
from khronika.errors import InputError, SettingsError
from khronika.settings import load_settings

TEXT = "Police arrested 40 protesters in Minsk on Friday. The foreign ministers will meet next week."


@pytest.fixture(scope="module")
def events():
    return khronika.code(TEXT, published="2020-08-14", publisher="Paper", title="A night")


def test_a_text_gives_events_whose_spans_hold(events):
    assert [e.event_type for e in events] == ["COERCE", "CONSULT"]
    assert events[0].modes == ("arrest",)
    assert events[0].article.publisher == "Paper"
    for event in events:
        spans = [event.trigger, event.sentence, *event.actors, *event.recipients, *event.quantities, *event.attributed_to]
        assert [TEXT[s.start : s.end] for s in spans] == [s.text for s in spans]


def test_coding_again_gives_the_same(events):
    assert khronika.code(TEXT, published="2020-08-14", publisher="Paper", title="A night") == events
    other = khronika.code(TEXT, published="2020-08-15", publisher="Paper", title="A night")
    assert not {e.id for e in events} & {e.id for e in other}


def test_an_article_brings_its_author():
    one = khronika.article(TEXT, author="Ann Lee", published="2020-08-14")
    [coded] = khronika.code_articles([one])
    assert {khronika.event_line(event)["article"]["author"] for event in coded.events} == {"Ann Lee"}


def test_the_output_form(events):
    line = khronika.event_line(events[0])
    assert (line["id"], line["event_type"]) == (events[0].id, "COERCE")


def test_layers():
    record = khronika.annotate(TEXT, published="2020-08-14")
    assert record.triggers
    assert khronika.layers_line(record)["id"] == record.article.id


def test_a_stream_keeps_its_order_and_goes_on_after_a_failure():
    stream = (khronika.article(text, id=name) for name, text in [("a", TEXT), ("b", "Милиция задержала сорок человек."), ("c", TEXT)])
    coded = list(khronika.code_articles(stream))
    assert [one.article.id for one in coded] == ["a", "b", "c"]
    assert [bool(one.failures) for one in coded] == [False, True, False]


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ({"text": " "}, "empty"),
        ({"text": "x", "published": "2020-13-45"}, "no date"),
        ({"text": "x", "language": "?"}, "no code"),
        ({"text": "x", "title": 5}, "not a string"),
        ({"text": "Милиция задержала сорок человек в центре города."}, "not supported"),
        ({"text": 5}, "not a string"),
    ],
)
def test_what_cannot_be_coded_is_an_error_not_an_empty_list(arguments, what):
    with pytest.raises(InputError, match=what):
        khronika.code(**arguments)


def test_characters_that_are_none_do_no_harm():
    [event] = khronika.code("Police arrested 40 protesters \ud800 \x00 in Minsk.", published="2020-08-14", language="en")
    assert event.sentence.text == "Police arrested 40 protesters \ufffd \ufffd in Minsk."


def test_the_package_loads_nothing_until_it_is_used():
    script = "import sys, khronika; print([m for m in ('spacy', 'khronika.api', 'khronika.model') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
    with pytest.raises(AttributeError):
        _ = khronika.nothing


@pytest.mark.parametrize(
    ("values", "what"),
    [
        (["run.jobs=-2"], "run.jobs = -2 is out of range"),
        (["run.articles=0"], "run.articles = 0 is out of range"),
        (["events.threshold=1.5"], "out of range"),
        (["events.encoder=1"], "is no bool"),
        (["run.jobs=x"], "is no int"),
        (["nothing.jobs=1", "run.nothing=1", "run"], "no section.*no setting.*does not read"),
    ],
)
def test_faulty_settings_are_told_at_once(values, what):
    with pytest.raises(SettingsError, match=what):
        load_settings(values=values)


def test_settings_from_a_file_and_from_the_call(tmp_path):
    path = tmp_path / "k.toml"
    path.write_text("[run]\njobs = 3\narticles = 7\n[events]\nthreshold = 1\nprior_known = -5.5\n")
    settings = load_settings(path, ["run.jobs=0"])
    assert (settings.run.jobs, settings.run.articles, settings.events.threshold, settings.events.prior_known) == (0, 7, 1, -5.5)
    assert settings.fingerprint != load_settings().fingerprint
    assert load_settings(values=["run.jobs=5"]).fingerprint == load_settings().fingerprint
    path.write_text("[run\n")
    with pytest.raises(SettingsError, match="no TOML"):
        load_settings(path)
