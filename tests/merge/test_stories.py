from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from khronika.merge.copies import copies
from khronika.merge.stories import stories
from khronika.model import Article
from tests.merge.marked import reports

FLOOD = "The river Aller burst its banks near Celtow on Monday and drove four hundred families from their homes, rescue services said."
VOTE = "Parliament in Norland rejected the budget by three votes on Monday, and the finance minister offered to resign."
OTHER = "A new bridge over the Senn was opened in the town of Brugg, a year later than planned and dearer than foreseen."


def article(name: str, text: str, day: str | None = "2024-05-06") -> Article:
    return Article(name, text, None, day)


def test_like_articles_are_one_story() -> None:
    again = "Four hundred families left their homes near Celtow on Monday when the river Aller burst its banks."
    found = {m.article: m.story for m in stories([article("a", FLOOD), article("b", again), article("c", VOTE), article("d", OTHER)])}
    assert found["a"] == found["b"]
    assert len({found["a"], found["c"], found["d"]}) == 3


def test_years_apart_are_two_stories() -> None:
    fillers = [article("c", VOTE), article("d", OTHER)]
    again = "Families left their homes when the river Aller flooded; the mayor of Celtow asked for help."
    near = {m.article: m.story for m in stories([article("a", FLOOD), article("b", again), *fillers])}
    far = {m.article: m.story for m in stories([article("a", FLOOD), article("b", again, "2031-05-06"), *fillers])}
    assert near["a"] == near["b"] and far["a"] != far["b"]


def test_near_copies_are_found_and_stay_together() -> None:
    copy = FLOOD.replace("Monday", "Monday evening").upper()
    given_ = [article("a", FLOOD), article("b", copy, "2024-05-07"), article("c", VOTE)]
    assert copies(given_) == {"b": "a"}
    found = {m.article: m for m in stories(given_)}
    assert found["b"].copy_of == "a" and found["b"].story == found["a"].story


def test_short_texts_are_no_copies() -> None:
    assert copies([article("a", "More soon."), article("b", "More soon.")]) == {}


def test_order_of_input_does_not_matter() -> None:
    articles, _ = reports()
    first = sorted((m.article, m.story) for m in stories(articles))
    random.Random(7).shuffle(articles)
    assert sorted((m.article, m.story) for m in stories(articles)) == first


def test_story_ids_are_of_one_story_each() -> None:
    articles, _ = reports()
    found = stories(articles)
    assert {m.article for m in found} == {a.id for a in articles} and len(found) == len(articles)
    assert len({m.story for m in found}) < len(articles)


@given(st.lists(st.tuples(st.text(max_size=80), st.sampled_from([None, "2024-01-01", "2024-02-29T10:00"])), max_size=6))
def test_any_text_has_a_story(texts: list[tuple[str, str | None]]) -> None:
    given_ = [article(str(n), text, day) for n, (text, day) in enumerate(texts)]
    assert sorted(m.article for m in stories(given_)) == sorted(a.id for a in given_)
