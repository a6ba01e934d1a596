"""Marked text: without the tags it is the text, whatever spans nest, overlap or lie outside it."""

from __future__ import annotations

import html
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.web.marks import KINDS, Value, pieces, values_of
from khronika.web.pages import environment
from tests.store.handmade import arrests, article

TEXTS = st.text(alphabet=st.sampled_from("ab <>&\"'\n\t{}%😀Ж́\u2028"), max_size=80)
SPANS = st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90), st.sampled_from(KINDS)), max_size=12)
TEMPLATE = '{% import "parts.html" as parts %}{{ parts.marked(pieces, none) }}'


def value(number, start, end, kind="who"):
    return Value(number, "ev_1", kind, "actors.1", start, end, "", "<b>shown</b>", None)


@settings(deadline=None)
@given(TEXTS, SPANS)
def test_without_its_tags_marked_text_is_the_text_escaped(text, spans):
    values = [value(number, min(a, b), max(a, b), kind) for number, (a, b, kind) in enumerate(spans)]
    cut = pieces(text, values)
    marked = environment().from_string(TEMPLATE).render(pieces=cut)
    assert html.unescape(re.sub(r"</?mark[^>]*>", "", marked)) == text
    assert "".join(piece.text for piece in cut) == text
    # Every character stands under exactly the values whose words it belongs to, the narrowest first.
    at = 0
    for piece in cut:
        for _ in piece.text:
            mine = {v.number for v in values if v.start <= at < v.end}
            assert {v.number for v in piece.values} == mine
            at += 1
        lengths = [min(v.end, len(text)) - max(v.start, 0) for v in piece.values]
        assert lengths == sorted(lengths)


@settings(deadline=None)
@given(TEXTS, SPANS, st.integers(0, 20))
def test_a_sentence_is_cut_where_the_article_would_be(text, spans, offset):
    values = [value(number, min(a, b), max(a, b), kind) for number, (a, b, kind) in enumerate(spans)]
    shifted = [value(v.number, v.start + offset, v.end + offset, v.kind) for v in values]
    assert [p.text for p in pieces(text, values)] == [p.text for p in pieces(text, shifted, offset)]


def test_values_without_words_mark_nothing():
    [piece] = pieces("text", [value(0, None, None), value(1, 2, 2), value(2, 9, 12)])
    assert piece.text == "text"
    assert piece.values == ()


def test_the_values_of_an_event_stand_at_their_words():
    made = article()
    for line in arrests(made).lines:
        values = values_of(line, 5)
        assert [v.number for v in values] == list(range(5, 5 + len(values)))
        for one in values:
            assert made.text[one.start : one.end] == one.text
    assert {v.kind for v in values_of(arrests(made).lines[0])} == {"what", "who", "whom", "where", "many"}
