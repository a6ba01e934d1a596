"""Police as the unnamed actor of what only police do, and what forces come in."""

from __future__ import annotations

from typing import Any

import pytest

from khronika.actors.police import BY

BEFORE = "Police guarded the square. A farmer sold apples. "


@pytest.mark.parametrize(
    ("act", "word", "kind"),
    [
        ("Tight security was in place.", "security", "x-policing"),
        ("Three cases were registered.", "registered", "ACCUSE"),
        ("Nine men were booked for rioting.", "booked", "ACCUSE"),
    ],
)
def test_acts_that_only_police_do_are_theirs_where_the_article_names_police(coding: Any, act: str, word: str, kind: str) -> None:
    found = coding.arguments(coding.record(BEFORE + act, word, types={word: kind}), word)
    assert ([e.text for e in found.actors], found.actors_by) == (["Police"], BY)
    assert coding.sides(act, word, kind)[0] == []


@pytest.mark.parametrize(
    ("act", "word", "kind"),
    [
        ("Three cases were accepted.", "accepted", "ACCUSE"),  # others do that as well
        ("The shop registered three cases.", "registered", "ACCUSE"),  # named
        ("Three cases were registered by its staff.", "registered", "ACCUSE"),
    ],
)
def test_what_others_do_or_are_said_to_have_done_stays_theirs(coding: Any, act: str, word: str, kind: str) -> None:
    assert "Police" not in coding.sides(BEFORE + act, word, kind)[0]


def test_the_police_named_last_before_the_act_is_taken_and_never_a_building(coding: Any) -> None:
    text = "Police came late. Constables guarded the square. The police station was closed. Nine men were booked for rioting."
    assert coding.sides(text, "booked", "ACCUSE") == (["Constables"], ["Nine men"])


def test_police_whom_an_act_befalls_do_not_do_it(coding: Any) -> None:
    assert coding.sides("Nine constables were booked for rioting.", "booked", "ACCUSE") == ([], ["Nine constables"])


@pytest.mark.parametrize(
    ("text", "mention", "sector"),
    [
        ("Two companies of riot police left.", "Two companies of riot police", "COP"),
        ("Nine columns of soldiers left.", "Nine columns of soldiers", "MIL"),
        ("The companies of the group left.", "The companies of the group", None),
    ],
)
def test_companies_and_columns_of_forces_are_forces(coding: Any, text: str, mention: str, sector: str) -> None:
    assert coding.entity(coding.record(text, "left"), mention).sector == sector
