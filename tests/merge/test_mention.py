"""Whether a mention is of an act that is told elsewhere: its words, its day, its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from khronika.merge.compare import compare
from khronika.merge.incidents import incidents
from khronika.merge.mention import akin, is_result, points_back, tells
from khronika.model import Event, Span, Timex, Toponym
from tests.merge.handmade import event

NOUN, VERB, ALONE = "coerce.tsv: arrest noun", "coerce.tsv: arrest verb", "encoder 0.93"


def said(made: Event, sentence: str, word: str, by: str = NOUN, start: int = 0) -> Event:
    """The event in a sentence that begins at `start`, told by a word of it."""
    at = start + sentence.index(word)
    return replace(
        made, id=f"ev_{made.article.id}_{at}", trigger=Span(at, at + len(word), word), trigger_by=by,
        sentence=Span(start, start + len(sentence), sentence),
    )  # fmt: skip


def feature(a: Event, b: Event, name: str) -> float | None:
    return next((f.contribution for f in compare(a, b).features if f.name == name), None)


@pytest.mark.parametrize(
    ("sentence", "word", "by", "known"),
    [
        ("The arrests came at dawn.", "arrests", NOUN, True),
        ("Their second and third arrest followed.", "arrest", NOUN, False),
        ("A union condemned Friday's mass arrests.", "arrests", NOUN, True),
        ("Relatives of the four protested against arrests.", "arrests", NOUN, False),
        ("A judge ordered arrests.", "arrests", NOUN, False),
        ("The police arrested four.", "arrested", VERB, False),
        ("Some of those arrested were beaten.", "arrested", VERB, True),
        ("An order that arrested him came late.", "arrested", VERB, False),
        ("He left the shootout alive.", "shootout", ALONE, True),
        ("The old bridge burned.", "burned", ALONE, False),
        ("The town fell, arrests followed.", "arrests", NOUN, False),
    ],
)
def test_a_noun_with_an_article_or_owner_points_back(sentence: str, word: str, by: str, known: bool) -> None:
    assert points_back(said(event("a"), sentence, word, by)) is known


def test_a_report_returns_to_its_act() -> None:
    first = said(event("a"), "Police arrested 60 people in Tbilisi on Saturday.", "arrested", VERB)
    again = said(replace(event("a", None, None, actor=None)), "The arrests drew crowds.", "arrests", NOUN, 100)
    other = said(replace(event("a", None, None, actor=None)), "More arrests may follow.", "arrests", NOUN, 100)
    assert feature(first, again, "points back") == 1.6 and len(incidents([first, again])) == 1
    assert feature(first, other, "points back") is None
    assert compare(first, other).score < compare(first, again).score


def test_what_was_done_and_whom_it_killed_is_one_act() -> None:
    bomb = event("a", kind="ASSAULT", mode="explosives", actor=None)
    sentence = "A bomb exploded at a market in Tbilisi on Saturday and killed nine people, and soldiers shot at looters."
    exploded, killed, shot = (said(bomb, sentence, word, VERB) for word in ("exploded", "killed", "shot"))
    assert is_result(killed) and not is_result(exploded)
    assert len(incidents([exploded, killed])) == 1
    assert compare(exploded, replace(shot, modes=("firearms",))).score < 0


def test_words_for_any_act_of_a_type_part_nothing() -> None:
    talks = said(event("a", kind="CONSULT", mode=""), "The talks ended.", "talks")
    met = said(event("b", kind="CONSULT", mode=""), "They met again.", "met", VERB)
    visited = said(event("c", kind="CONSULT", mode=""), "They visited it.", "visited", VERB)
    talks, met, visited = (replace(one, modes=()) for one in (talks, met, visited))
    assert akin(talks, met) and not akin(talks, visited)
    assert feature(talks, met, "words") is None and feature(talks, visited, "words") == -0.6


def test_at_whom_contradicts_no_means() -> None:
    murder, shooting = event("a", kind="ASSAULT", mode="targeted"), event("b", kind="ASSAULT", mode="firearms")
    assert feature(murder, shooting, "mode") == 0.0
    assert feature(replace(murder, modes=("explosives",)), shooting, "mode") == -1.5


def dated(made: Event, first: str, last: str | None, by: str) -> Event:
    return replace(made, time=Timex(0, 3, "day", "DATE", "x", first, last, "day", by))


def test_the_day_on_which_it_is_told_is_none_of_the_act() -> None:
    act = event("a", low=15, high=15)
    told = dated(event("b", low=15, high=15, published="2024-03-04"), "2024-03-04", "2024-03-04", "time of 'said'; date")
    walked = replace(told, time=replace(told.time, by="time of 'walked'; date") if told.time else None)
    sure = replace(told, time=replace(told.time, by="modifies the act; date") if told.time else None)
    assert tells("said") and not tells("walked")
    assert len(incidents([act, told])) == 1
    assert feature(act, walked, "day") == -2.5 and feature(act, sure, "day") == -6.0
    to_come = dated(told, "2024-03-09", "2024-03-09", "time of 'announced'; date")
    assert feature(act, to_come, "day") == -6.0


def test_a_vague_time_parts_what_it_does_not_hold() -> None:
    now, year = event("a"), dated(event("b"), "2022-01-01", "2022-12-31", "modifies the act; date")
    assert feature(now, year, "day") == -6.0
    assert feature(now, dated(event("b"), "2024-01-01", "2024-12-31", "modifies the act; date"), "day") is None


def test_a_plan_is_reported_before_the_day() -> None:
    act = event("a", day="2024-03-08", published="2024-03-09")
    plan, past = (event("b", day=None, published="2024-03-05", status=status) for status in ("planned", "occurred"))
    assert feature(act, plan, "report") == -0.2 and feature(act, past, "report") == -2.5


def test_a_place_that_is_only_described_is_one_of_many() -> None:
    hotel = Toponym(0, 7, "a hotel", "literal", country="GEO", precision="site")
    a, b = replace(event("a"), place=hotel), replace(event("b"), place=hotel)
    assert feature(a, b, "place") == 0.5
    assert feature(a, replace(b, place=replace(hotel, country=None)), "place") == 0.0
    assert (
        feature(a, replace(b, place=Toponym(0, 7, "Tbilisi", "literal", "Tbilisi", 611717, country="GEO", precision="city")), "place")
        is None
    )
