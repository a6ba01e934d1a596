"""Triggers, types, modes and status on sentences written for the project."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.events.status import StatusStage
from khronika.events.triggers import TriggerStage
from khronika.language.analyse import analyse
from khronika.model import Article, Record
from khronika.settings import load_settings

SETTINGS = load_settings(values=["events.encoder=false"])
Found = list[tuple[str, str, tuple[str, ...], str]]


def code(text: str, published: str | None = None) -> Found:
    """Trigger text, type, modes and status of each event, by the tables alone."""
    record = Record(Article("a", text, published=published), analysis=analyse(text, "en"))
    record = TriggerStage(SETTINGS.events).code(record).adding(event_times=())
    record = StatusStage().code(record)
    status = {s.trigger: s.status for s in record.statuses or ()}
    return [(t.text, t.event_type, t.modes, status[t.id]) for t in sorted(record.triggers or (), key=lambda t: t.start)]


CASES: list[tuple[str, Found]] = [
    ("Soldiers detained twelve fishermen near the harbour.", [("detained", "COERCE", ("arrest",), "occurred")]),
    ("The guards were freed after two nights.", [("freed", "RETREAT", ("release",), "occurred")]),
    ("The museum released its annual report.", []),
    ("The union called off the strike.", [("called off", "CONCEDE", (), "occurred"), ("strike", "PROTEST", ("strike",), "negated")]),
    (
        "The bishops urged the cabinet to release the students.",
        [("urged", "REQUEST", ("yield",), "occurred"), ("release", "RETREAT", ("release",), "demanded")],
    ),
    (
        "The rebels threatened to attack the dam.",
        [("threatened", "THREATEN", ("violence",), "occurred"), ("attack", "ASSAULT", (), "threatened")],
    ),
    ("The two presidents will meet in Dakar on Monday.", [("meet", "CONSULT", (), "planned")]),
    ("No arrests were made.", [("arrests", "COERCE", ("arrest",), "negated")]),
    ("The council may impose sanctions on Mali.", [("sanctions", "SANCTION", ("discontinue",), "possible")]),
    ("If the army withdraws from the valley, schools will open.", [("withdraws", "RETREAT", ("withdraw",), "conditional")]),
    ("Nurses are protesting outside the ministry.", [("protesting", "PROTEST", ("demo",), "ongoing")]),
    ("Protests continued in the port.", [("Protests", "PROTEST", ("demo",), "ongoing")]),
    ("Shares rallied after a heart attack drug was approved.", []),
    ("The doctor apprehended that a cardiac arrest was near.", []),
    ("Police apprehended nine smugglers.", [("apprehended", "COERCE", ("arrest",), "occurred")]),
    ("The two sides reached an agreement.", [("reached", "AGREE", (), "occurred")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_sentences(text: str, expected: Found) -> None:
    """Each sentence gives exactly these events."""
    assert code(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ministry said it will free the prisoners.", "AGREE"),
        ("The union said it will not end the strike.", "REJECT"),
        ("The commissioner said both sides must stop the shelling.", "REQUEST"),
        ("The junta announced that it would arrest the editors.", "THREATEN"),
        ("The delegates said they would boycott the talks.", "THREATEN"),
        ("Ghana announced that it will withdraw its troops unless the shelling ends.", "THREATEN"),
        ("The ministry will free the prisoners on Monday.", "AGREE"),
        ("The army will withdraw from the valley, a deputy said.", "AGREE"),
    ],
)
def test_acts_of_speech(text: str, expected: str) -> None:
    """What is said to be going to happen makes a promise, a refusal, a demand or a threat."""
    assert expected in [event_type for _, event_type, _, _ in code(text)]


@pytest.mark.parametrize(
    "text",
    [
        "The minister will resign on Monday.",
        "The ministry would free the prisoners.",
        "The storm will bring help.",
        "The ministry freed the prisoners.",
        "The council will lift the ban.",
    ],
)
def test_no_promise(text: str) -> None:
    """Stepping down, what would be, what only happens, what is done, and words that are a concession by themselves."""
    assert "AGREE" not in [event_type for _, event_type, _, _ in code(text)]


def test_who_attacked_whom_it_injured_is_kept() -> None:
    """Of an injury and the attack that it comes from only one is coded; who did it stands with the other."""
    record = Record(Article("a", text := "Two reporters were injured after being attacked by strikers."), analysis=analyse(text, "en"))
    [trigger] = TriggerStage(SETTINGS.events).code(record).triggers or ()
    assert (trigger.text, trigger.event_type, (trigger.actor or "").split("|")[-1]) == ("injured", "ASSAULT", "advcl.by")


def test_gathering_for_an_event_is_one_act() -> None:
    """What people gather for, in the same type, is not coded twice."""
    assert [event_type for _, event_type, _, _ in code("Thousands gathered for a rally in the port.")] == ["PROTEST"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hackers defaced the website of the bank.", "COERCE"),
        ("The president banned opposition candidates from running in the election.", "COERCE"),
    ],
)
def test_curbs(text: str, expected: str) -> None:
    """Acts that take from people what they may do or say."""
    assert [event_type for _, event_type, _, _ in code(text)] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The judge found the mayor guilty of fraud.", ["SANCTION"]),
        ("The mayor was found guilty by the court.", ["SANCTION"]),
        ("Chile has launched legal action against Peru.", ["ACCUSE"]),
        ("Norway accepts 500 people from refugee camps.", ["AID"]),
        ("The president says the army began a military operation against the rebels.", ["ASSAULT"]),
        ("The hackers waged cyber warfare against the bank.", ["COERCE"]),
    ],
)
def test_phrases_of_an_act(text: str, expected: list[str]) -> None:
    """A plain word with another beside it."""
    assert [event_type for _, event_type, _, _ in code(text) if not event_type.startswith("x-")] == expected


def test_a_call_to_discuss_something_is_one_talk() -> None:
    """Neither a demand, nor a call and a talk."""
    assert [t[:3] for t in code("On Monday the minister called the envoy to discuss trade.")] == [("called", "CONSULT", ("phone",))]


def test_in_order_is_no_order() -> None:
    """A purpose is no demand."""
    assert "REQUEST" not in [event_type for _, event_type, _, _ in code("The nurses stayed in order to help the wounded.")]


def test_heading_without_verb_is_no_event() -> None:
    """A heading names a topic; a sentence below it tells the act."""
    found = code("Sanctions\nThe embargo on the island was tightened by the council last week.")
    assert [text for text, *_ in found if text == "Sanctions"] == []


def test_purpose_is_no_second_event() -> None:
    """What an act is done for, in the same type, is not coded twice."""
    assert [t for t, *_ in code("Thousands marched to protest against the new tax.")] == ["marched"]


@given(st.text(max_size=200))
def test_offsets_quote_the_text(text: str) -> None:
    """Whatever the text, triggers quote it and nothing fails."""
    analysis = analyse(text, "en")
    record = TriggerStage(SETTINGS.events).code(Record(Article("a", text), analysis=analysis))
    for trigger in record.triggers or ():
        assert text[trigger.start : trigger.end] == trigger.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The captain told reporters that nine boats had been attacked.", "occurred"),
        ("Asked how many boats were attacked, he smiled.", "occurred"),
        ("The captain told them to attack the boats.", "demanded"),
        ("Gunmen could be seen attacking the boats.", "occurred"),
        ("Gunmen could attack the boats.", "possible"),
    ],
)
def test_what_is_told_or_seen_happened(text: str, expected: str) -> None:
    """With a clause "tell" reports, with an infinitive it demands; what could be seen took place."""
    assert [status for _, event_type, _, status in code(text) if event_type == "ASSAULT"] == [expected]
