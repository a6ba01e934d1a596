"""Pairs of quotation marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.attribution.marks import find_quotes


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Offsets of the lines of a text that hold any text."""
    found, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append((at, at + len(line)))
        at += len(line) + 1
    return found


def quotes(text: str) -> list[str]:
    return [text[q.start : q.end] for q in find_quotes(text, paragraphs(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We left,” he said. “It was late.”", ["“We left,”", "“It was late.”"]),
        ('"We left," he said. "It was late."', ['"We left,"', '"It was late."']),
        ("''We left,'' he said. ''It was late.''", ["''We left,''", "''It was late.''"]),
        ("«Мы ушли», сказал он.", ["«Мы ушли»"]),
        ("„Wir gingen“, sagte er.", ["„Wir gingen“"]),
        ("‘We won’t go,’ she said.", ["‘We won’t go,’"]),
        ("'We will not go,' she said.", ["'We will not go,'"]),
        ("The workers' hall and the miners' club", []),
        ("It’s the ’90s again", []),
        ("“He told me, ‘Go home,’ and I went,” she said.", ["“He told me, ‘Go home,’ and I went,”"]),
        ("“She said “no” to us,” he said.", ["“She said “no” to us,”"]),
        ("''It is a 'farce,''' he said.", ["''It is a 'farce,'''"]),
        ("He said “we will stay", ["“we will stay"]),
        ('A 12" pipe burst', []),
        ("", []),
        ("”“", []),
    ],
)
def test_pairs(text: str, expected: list[str]) -> None:
    assert quotes(text) == expected


def test_an_unclosed_quote_goes_on_in_the_next_paragraph() -> None:
    text = "He said: “One.\n“Two,” and sat down.\n“Three.”"
    found = find_quotes(text, paragraphs(text))
    assert [(text[q.start : q.end], q.closed, q.continued) for q in found] == [
        ("“One.", False, False), ("“Two,”", True, True), ("“Three.”", True, False),
    ]  # fmt: skip


def test_an_unclosed_quote_does_not_swallow_the_next_paragraph() -> None:
    text = "He said: “One.\nThe hall was empty."
    assert quotes(text) == ["“One."]


@given(st.text(alphabet="ab '\"“”‘’«»„`.,\n", max_size=60))
def test_quotes_are_apart_in_order_and_within_a_paragraph(text: str) -> None:
    bounds = paragraphs(text)
    found = find_quotes(text, bounds)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    for quote in found:
        start, end = bounds[quote.paragraph]
        assert start <= quote.start < quote.end <= end
