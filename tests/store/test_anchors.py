"""Judgements find their words again, and never other words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from khronika.store.anchors import anchor_of, event_at, stretch

LETTERS = st.text(alphabet="ab .é🙂", min_size=0, max_size=80)
WORD = st.text(alphabet="abcé", min_size=1, max_size=8)


def line(start, end, text, event_type="COERCE"):
    return {"trigger": {"start": start, "end": end, "text": text[start:end]}, "event_type": event_type}


@given(LETTERS, WORD, LETTERS)
def test_in_the_same_text_it_is_the_same_stretch(before, word, after):
    text = before + word + after
    anchor = anchor_of(line(len(before), len(before + word), text), "id:a", text)
    assert stretch(anchor, text) == (len(before), len(before + word))


@given(LETTERS, WORD, LETTERS, LETTERS)
def test_wherever_it_is_found_the_same_words_stand(before, word, after, other):
    text = before + word + after
    anchor = anchor_of(line(len(before), len(before + word), text), "id:a", text)
    where = stretch(anchor, other)
    assert where is None or other[where[0] : where[1]] == word


@given(st.text(alphabet="xyz .", max_size=50), LETTERS, WORD, LETTERS)
def test_text_put_in_before_moves_it(put, before, word, after):
    before, after = "the night was cold, " + before, after + " and nobody slept at all"
    text = before + word + after
    anchor = anchor_of(line(len(before), len(before + word), text), "id:a", text)
    where = stretch(anchor, put + text)
    assert where is not None
    # Where the surroundings are the same twice, either will do.
    assert (put + text)[where[0] : where[1]] == word


def test_the_same_word_in_other_surroundings_is_not_taken():
    text = "On Monday police arrested two men in the market hall."
    start = text.index("arrested")
    anchor = anchor_of(line(start, start + 8, text), "id:a", text)
    assert stretch(anchor, "Nobody was arrested.") is None
    assert stretch(anchor, "On Friday police arrested two men in the market.") is not None


def test_of_two_places_the_one_with_more_of_the_surroundings_is_taken():
    text = "Soldiers arrested a man here. Police arrested a man there, near the bridge."
    start = text.rindex("arrested")
    anchor = anchor_of(line(start, start + 8, text), "id:a", text)
    changed = "Late news. " + text
    assert stretch(anchor, changed) == (start + 11, start + 19)


def test_without_text_offsets_are_all_there_is():
    anchor = anchor_of(line(5, 8, "xxxxxabc"), "id:a", None)
    assert stretch(anchor, None) == (5, 8)


def test_of_several_events_the_same_type_then_the_closest_is_taken():
    text = "abcdefghij"
    anchor = anchor_of(line(2, 4, text), "id:a", text)
    lines = [line(2, 4, text, "ASSAULT"), line(1, 5, text), line(2, 5, text), line(6, 8, text)]
    assert event_at(anchor, (2, 4), lines) == lines[2]
    assert event_at(anchor, (2, 4), lines[:1]) == lines[0]
    assert event_at(anchor, (2, 4), lines[3:]) is None
