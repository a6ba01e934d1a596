from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.read.header import split


def test_fields_are_read_under_the_names_in_use():
    text = '---\ntitle: "A: b"\ndate: 2020-08-14\nsitename: Paper\nauthor: X\nlang: en\n---\n\nBody.\n'
    assert split(text) == ({"title": "A: b", "published": "2020-08-14", "publisher": "Paper", "author": "X", "language": "en"}, "Body.\n")


@pytest.mark.parametrize(
    "text",
    [
        "Body.\n",
        "---\nThis begins with a rule.\n---\nAnd goes on.",
        "---\ntitle: x\nno end",
        "--- title: x ---",
        "---\n---\nBody.",
        "---\ntitle x\n---\nBody.",
        "",
    ],
)
def test_a_text_without_a_head_is_left_as_it_is(text):
    assert split(text) == ({}, text)


def test_an_empty_field_is_no_field():
    assert split("---\ntitle:\nurl: u\n---\nBody.") == ({"url": "u"}, "Body.")


@given(st.text(alphabet="-\n: ab", max_size=60))
def test_the_body_is_always_the_end_of_the_text(text):
    _, body = split(text)
    assert text.endswith(body)
