"""Analyses for the tests of times: hand-made ones without a parser, and real ones of sentences written for the project."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

import pytest

from khronika.language.analyse import analyse
from khronika.model import Analysis, Article, Record, Sentence, Timex, Token
from khronika.times.find import TimexStage

WORD = re.compile(r"o'clock|[ap]\.m\.|[A-Z][a-z]{2,3}\.(?= \d)|'s\b|\d+(?:[.,:/]\d+)*(?:[A-Za-z]+)?|[^\W\d_]+|\S")


def _bare(text: str) -> Analysis:
    tokens = tuple(
        Token(i, m.start(), m.end(), m[0], m[0].lower(), "", {}, 0, "root" if i == 0 else "dep", 0)
        for i, m in enumerate(WORD.finditer(text))
    )
    sentences = (Sentence(0, tokens[0].start, tokens[-1].end, 0, len(tokens), 0, False),) if tokens else ()
    return Analysis(text, "en", tokens, sentences)


@functools.cache
def _parsed(text: str) -> Analysis:
    return analyse(text, "en")


def _find(analysis: Analysis, published: str | None) -> tuple[Timex, ...]:
    record = TimexStage().code(Record(Article("a", analysis.text, published=published, language="en"), analysis=analysis))
    assert record.timexes is not None
    return record.timexes


@pytest.fixture(scope="session")
def bare() -> Callable[[str], Analysis]:
    """Makes an analysis of one sentence without parts of speech and syntax: every word hangs under the first."""
    return _bare


@pytest.fixture(scope="session")
def parsed() -> Callable[[str], Analysis]:
    """Makes the real analysis of an English text."""
    return _parsed


@pytest.fixture(scope="session")
def find() -> Callable[[Analysis, str | None], tuple[Timex, ...]]:
    """Finds the time expressions of an analysis, given the day of publication."""
    return _find
