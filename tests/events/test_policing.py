"""What police do and say beyond the words of the predicate tables, on sentences written for the project."""

from __future__ import annotations

import pytest

from khronika.model import Article, CodedArticle
from khronika.pipeline import Pipeline
from khronika.settings import load_settings

Told = list[tuple[str, str, tuple[str, ...]]]


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline(load_settings(values=["events.encoder=false"]))


def told(pipeline: Pipeline, text: str, wanted: str) -> Told:
    """Trigger, status and actors' words of the events of a type."""
    [coded] = pipeline.code([Article("a", text, language="en")])
    assert isinstance(coded, CodedArticle)
    return [(e.trigger.text, e.status, tuple(a.text for a in e.actors)) for e in coded.events if e.event_type == wanted]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Police compiled a list of the missing boats.", [("compiled", "occurred", ("Police",))]),
        ("Twelve constables have occupied the school.", [("occupied", "occurred", ("Twelve constables",))]),
        ("The witness was driven home by two police officers.", [("driven", "occurred", ("two police officers",))]),
        (
            "Officers, who reached the bridge at noon, put up a tent.",
            [("reached", "occurred", ("Officers",)), ("put", "occurred", ("Officers",))],
        ),
        ("Police will take the boats to the harbour.", [("take", "planned", ("Police",))]),
        ("Police did not take the boats.", [("take", "negated", ("Police",))]),
    ],
)  # fmt: skip
def test_any_verb_of_doing_is_policing_if_police_do_it(pipeline, text, expected):
    assert told(pipeline, text, "x-policing") == expected


@pytest.mark.parametrize(
    "text",
    [
        "Police are tired.",
        "Police own nine boats and know the harbour.",
        "Farmers compiled a list of the missing boats.",
        "The press officer of the museum compiled a list of paintings.",
        "Police used tear gas and stun grenades against a crowd of several hundred.",
    ],
)
def test_states_and_the_deeds_of_others_are_no_policing(pipeline, text):
    assert told(pipeline, text, "x-policing") == []


def test_an_act_of_plover_stays_one_and_what_completes_it_is_no_second_act(pipeline):
    assert told(pipeline, "Police arrested nine fishermen.", "x-policing") == []
    assert told(pipeline, "Police tried to reach the bridge.", "x-policing") == [("tried", "occurred", ("Police",))]


def test_somebody_known_as_police_speaks_for_them_under_any_name(pipeline):
    text = "Police commissioner Jana Berk visited the port. The road was closed, Berk said. She added that it was icy."
    assert told(pipeline, text, "x-statement") == [("said", "occurred", ("Berk",)), ("added", "occurred", ("She",))]


def test_people_without_office_make_no_statements_of_authority(pipeline):
    assert told(pipeline, "The baker Jana Berk was cold. The road was closed, Berk said. She added that it was icy.", "x-statement") == []


def test_what_police_fear_is_a_statement_only_with_what_they_fear(pipeline):
    assert told(pipeline, "Police fear that the boat was stolen.", "x-statement") == [("fear", "occurred", ("Police",))]
    assert told(pipeline, "Police fear the captain.", "x-statement") == []


def test_who_is_referred_to_has_made_a_statement(pipeline):
    assert told(pipeline, "According to police, the road was closed.", "x-statement") == [("According to", "occurred", ("police",))]
    assert told(pipeline, "According to the baker, the road was closed.", "x-statement") == []
    assert told(pipeline, "Nine boats were lost, according to official figures.", "x-statement") == []


def test_a_verb_that_only_carries_an_act_is_no_second_one(pipeline):
    text = "Police made nine arrests."
    assert told(pipeline, text, "x-policing") == []
    assert told(pipeline, text, "COERCE") == [("arrests", "occurred", ("Police",))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Police guarded the port. The boat left under tight security.", [("security", "occurred", ("Police",))]),
        ("The boat left under tight security.", []),
        ("The police presence at the port is heavy.", [("police presence", "occurred", ("police",))]),
        ("Nine constables were on duty.", [("were", "occurred", ("Nine constables",))]),
        ("The clerk was on duty.", []),
    ],
)
def test_presence_of_police_is_policing(pipeline, text, expected):
    assert told(pipeline, text, "x-policing") == expected


@pytest.mark.parametrize(
    "text",
    [
        "Two companies of riot police were rushed to the port.",
        "Riot police were posted at the port.",
        "Nine constables have been engaged for the fair.",
    ],
)
def test_police_who_are_sent_mobilise(pipeline, text):
    [(_, status, actors)] = told(pipeline, text, "MOBILIZE")
    assert (status, actors) == ("occurred", (text.replace(" have been ", " were ").partition(" were ")[0],))
