from __future__ import annotations

import json

import pytest

from khronika.events.filter import promises
from khronika.events.predicates import frequent, predicates
from khronika.events.relevance import _shares
from khronika.language import english
from khronika.language.inflect import forms
from khronika.model import Article
from khronika.pipeline import Pipeline
from khronika.settings import load_settings
from khronika.tables.own import load_ontology

SETTINGS = load_settings().events
ACT = "Police arrested 40 protesters in Minsk on Friday, a rights group said."
# No word of these tells an act.
WEATHER = (
    "A ridge of high pressure lies over the north through the weekend. Temperatures reach 24 degrees inland, a little less near the "
    "coast, where fog banks linger until noon. Pollen counts are high. By Tuesday there are showers from the west. "
)
RECIPE = (
    "Peel the potatoes and slice them thin. Layer them in a buttered dish with cream, nutmeg and salt. The oven should be hot, about 180 "
    "degrees. After forty minutes the top is golden and the kitchen smells of garlic. "
)


@pytest.mark.parametrize("text", [WEATHER, RECIPE, WEATHER * 20])
def test_texts_without_words_of_acts_are_passed_over(text):
    assert not promises(text, "en", SETTINGS)


def test_texts_with_acts_are_parsed():
    assert promises(ACT, "en", SETTINGS)
    assert promises(ACT.upper(), "en", SETTINGS)


def test_an_act_in_a_corner_of_a_long_page_is_not_outweighed():
    assert promises(WEATHER * 20 + ACT * 10 + WEATHER * 20, "en", SETTINGS)


def test_short_texts_are_judged_mildly():
    assert promises("Tension in the south of the country.", "en", SETTINGS)
    assert promises("", "en", SETTINGS)


def test_it_can_be_turned_off_and_knows_its_languages():
    assert promises(WEATHER, "en", load_settings(values=["events.filter=0"]).events)
    assert promises(WEATHER, "ru", SETTINGS)


def test_each_form_that_the_analyser_leads_to_a_lemma_of_the_tables_counts():
    """The analyser's own exceptions, and its rules run over the forms that ours make, are the oracle."""
    lemmas = {word for word, _ in predicates("en", load_ontology())} | frequent("en")
    lookups = english.load().get_pipe("lemmatizer").lemmatizer.lookups
    exceptions = [
        (form, lemma)
        for part in ("verb", "noun")
        for form, known in lookups.get_table("lemma_exc")[part].items()
        for lemma in known
        if lemma in lemmas
    ]
    assert len(exceptions) > 300
    # "bani" and "cryings" are in WordNet's lists and in nobody's newspaper.
    rare = {"bani", "cryings", "addrest", "squatter", "squattest"}
    assert [(form, lemma) for form, lemma in exceptions if form not in forms(lemma) and form not in rare] == []
    index = {part: set(lookups.get_table("lemma_index")[part]) for part in ("verb", "noun")}
    for part, ending in (("verb", "s"), ("verb", "ed"), ("verb", "ing"), ("noun", "s")):
        for lemma in lemmas & index[part]:
            assert _inflected(lemma, ending) in forms(lemma), (lemma, ending)


def _inflected(lemma: str, ending: str) -> str:
    """A regular form as the analyser's rules undo it."""
    if ending == "s":
        if lemma.endswith("y") and lemma[-2:-1] not in set("aeiou"):
            return lemma[:-1] + "ies"
        return lemma + ("es" if lemma.endswith(("s", "x", "z", "ch", "sh")) else "s")
    return (lemma[:-1] if lemma.endswith("e") else lemma) + ending


def test_words_of_the_predicate_tables_count_whether_or_not_the_training_set_has_them():
    shares = _shares("en", load_ontology())
    heads = {word for (word, _), rows in predicates("en", load_ontology()).items() if any(row.event_type for row in rows)}
    assert [word for word in heads if word.isalpha() and word not in shares] == []


def test_words_of_an_ontology_of_ones_own_are_never_passed_over(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(
        "title: Weather\nsource: test\nlicence: CC0\nnote: a test\nlanguage: en\n"
        "types:\n  x-fog:\n    label: fog\n    definition: fog stays\n"
        "    quad: 1\n    scale: 0\n    predicates:\n      - {lemma: linger, pos: verb}\n",
        "utf-8",
    )
    events = load_settings(values=[f"events.ontology={json.dumps(str(path))}"]).events
    assert promises(WEATHER, "en", events)
    assert not promises(RECIPE, "en", events)
    replaced = tmp_path / "alone.yaml"
    replaced.write_text(path.read_text("utf-8").replace("language: en", "replace: true\nlanguage: en"), "utf-8")
    events = load_settings(values=[f"events.ontology={json.dumps(str(replaced))}"]).events
    assert promises(WEATHER, "en", events)
    assert not promises(ACT * 3, "en", events)


def test_what_is_skipped_is_said_and_changes_nothing_for_the_others():
    articles = [Article("act", ACT, language="en"), Article("dry", WEATHER, language="en"), Article("act2", ACT, language="en")]
    filtered, plain = (list(Pipeline(s).code(articles)) for s in (load_settings(), load_settings().unfiltered))
    assert [coded.skipped for coded in filtered] == [False, True, False]
    assert not any(coded.skipped for coded in plain)
    assert plain[1].events == ()
    assert [[(e.id, e.status, e.actors) for e in c.events] for c in filtered] == [
        [(e.id, e.status, e.actors) for e in c.events] for c in plain
    ]
    assert Pipeline(load_settings()).coder.config != Pipeline(load_settings().unfiltered).coder.config
