"""Noun phrases: bounds, cores, conjuncts."""

from __future__ import annotations

from typing import Any

import pytest

from khronika.actors.phrases import Phrases

SPANS = [
    ("Only the people who were detained marched.", "people", "the people"),
    ("About 1,000 of the 7,000 people arrested were freed.", "1,000", "About 1,000 of the 7,000 people"),
    ("In Minsk, the mayor of the town that fell spoke.", "mayor", "the mayor of the town"),
    ("He praised Haiti's efforts.", "Haiti", "Haiti"),
    ("Police and soldiers marched.", "Police", "Police"),
    ("Lukashenko, 65, spoke.", "Lukashenko", "Lukashenko"),
    ("Delfin Lorenzana, the Defence Secretary, spoke.", "Lorenzana", "Delfin Lorenzana, the Defence Secretary"),
    ("The Syrian Democratic Forces (SDF) attacked the town.", "Forces", "The Syrian Democratic Forces (SDF)"),
]


@pytest.mark.parametrize(("text", "word", "expected"), SPANS)
def test_bounds(coding: Any, text: str, word: str, expected: str) -> None:
    analysis = coding.analysis(text)
    token = analysis.token_at(text.index(word))
    first, last = Phrases(analysis).span(token.i)
    assert text[analysis.tokens[first].start : analysis.tokens[last - 1].end] == expected


@pytest.mark.parametrize(
    ("text", "word", "core"),
    [
        ("Hundreds of doctors marched.", "Hundreds", "doctors"),
        ("A group of about 30 women marched.", "group", "women"),
        ("Members of the union marched.", "Members", "union"),
        ("The leader of the union spoke.", "leader", "leader"),
    ],
)
def test_core(coding: Any, text: str, word: str, core: str) -> None:
    analysis = coding.analysis(text)
    token = analysis.token_at(text.index(word))
    assert analysis.tokens[Phrases(analysis).core(token.i)].text == core


def test_lists_after_including_are_conjuncts(coding: Any) -> None:
    text = "He met allies such as Germany, France and Italy."
    analysis = coding.analysis(text)
    found = Phrases(analysis).conjuncts(analysis.token_at(text.index("allies")).i)
    assert [analysis.tokens[i].text for i in found] == ["allies", "Germany", "France", "Italy"]
