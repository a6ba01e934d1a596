"""How much a text is about public life, and what that does to what looks like an act."""

from __future__ import annotations

import pytest

from khronika.events.filter import promises
from khronika.events.predicates import predicates
from khronika.events.relevance import FORGIVEN, STRETCH, _sections, elsewhere, stretches
from khronika.events.typing import weakened
from khronika.language.inflect import forms
from khronika.model import Article
from khronika.pipeline import Pipeline
from khronika.settings import load_settings
from khronika.tables import read_tsv
from khronika.tables.own import load_ontology

EVENTS = load_settings().events
ONTOLOGY = load_ontology("")
MATCH = (
    "The striker attacked down the left and beat the goalkeeper with a low shot in the second half. The visitors defended their lead "
    "until the referee blew the whistle. The coach said his midfielders had met every challenge, and the fans demanded more goals. The "
    "winger was released by his former club in the summer and agreed a contract with the league leaders. "
)
UNREST = (
    "Police in Minsk arrested 40 protesters on Friday after clashes near the parliament. The opposition accused the government of torture, "
    "and the European Union demanded their release. The foreign minister rejected the demand. "
)


def events_of(text, *values):
    settings = load_settings(values=["events.filter=0", *values])
    return next(Pipeline(settings).code([Article("a", text, language="en", published="2024-05-17")])).events


def test_a_match_report_holds_no_political_acts():
    assert events_of(MATCH * 2) == ()
    assert len(events_of(MATCH * 2, "events.elsewhere=0")) > 4


def test_the_strictest_setting_leaves_nothing_and_breaks_nothing():
    assert events_of(MATCH * 4, "events.elsewhere=1000") == ()


def test_news_of_public_life_is_coded_as_before():
    told = [(event.event_type, event.trigger.text, event.confidence) for event in events_of(UNREST)]
    assert len(told) >= 5
    assert told == [(event.event_type, event.trigger.text, event.confidence) for event in events_of(UNREST, "events.elsewhere=0")]


@pytest.mark.parametrize("sentence", ["The union called off the strike.", "The minister opened the football stadium and met the coach."])
def test_a_single_sentence_stands_for_itself(sentence):
    assert elsewhere(sentence, "en", EVENTS)(0) == 0


def test_the_encoder_is_not_needed():
    assert events_of(MATCH * 2, "events.encoder=false") == ()
    assert len(events_of(UNREST, "events.encoder=false")) >= 3


def test_each_stretch_is_judged_by_itself():
    words = len(MATCH.split())
    text = MATCH * (2 * STRETCH // words + 1) + UNREST * 12
    against = elsewhere(text, "en", EVENTS)
    assert against(0) > 10
    assert against(len(text) - 1) == 0
    parts = stretches(text, "en", ONTOLOGY)
    assert parts[0].words == STRETCH
    assert parts[0].short_of(2.0) - parts[0].short_of(1.0) == pytest.approx(STRETCH / 100)


def test_other_languages_and_empty_texts_are_not_judged():
    assert stretches(MATCH, "ru", ONTOLOGY) == []
    assert elsewhere(MATCH * 3, "ru", EVENTS)(0) == 0
    assert stretches("", "en", ONTOLOGY)[0].short_of(2.0) == -FORGIVEN
    assert elsewhere("", "en", EVENTS)(0) == 0


def test_a_user_who_codes_sport_is_left_alone(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(
        "title: Football\nsource: test\nlicence: CC0\nnote: a test\nlanguage: en\n"
        "types:\n  x-attack:\n    label: attack\n    definition: one side attacks\n"
        "    quad: 1\n    scale: 0\n    predicates:\n      - {lemma: attack, pos: verb}\n",
        "utf-8",
    )
    found = events_of(MATCH * 2, f"events.ontology='{path}'")
    assert [event.event_type for event in found] == ["x-attack"] * 2


def test_weakening_is_half_of_the_log_odds():
    assert weakened(0.8, 0.0) == 0.8
    assert weakened(0.5, 2.0) == pytest.approx(1 / (1 + 2.718281828), rel=1e-6)


def test_words_of_other_sections_tell_no_acts():
    shares = {row["lemma"]: float(row["share"]) for row in read_tsv("filter/en.tsv", ("lemma", "share"))}
    rows = read_tsv("sections/en.tsv", ("lemma", "section", "points"))
    others = {row["lemma"] for row in rows if row["section"] != "public"}
    assert len(others) > 1500
    assert {lemma for lemma in others if shares.get(lemma, 0) >= 0.2} == set()
    assert all((float(row["points"]) < 0) == (row["section"] == "public") for row in rows)
    bare = {word for (word, _), rows in predicates("en", ONTOLOGY).items() if any(r.sure and not r.tests and r.event_type for r in rows)}
    assert sorted(bare & {form for form, points in _sections("en").items() if points > 0}) == []
    assert all(form in _sections("en") for form in forms("goalkeeper"))


def test_politics_in_other_sections_is_coded():
    film = (
        "A film director was arrested in Tehran on Friday, days before his new film was to be screened at a festival. Agents raided the "
        "homes of two actresses and of the producer and seized cameras, scripts and hard drives. The festival condemned the arrests. "
    )
    assert {"COERCE", "ACCUSE"} <= {event.event_type for event in events_of(film)}
    assert promises(film, "en", EVENTS)
