"""Attributions of sentences written for the project."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pytest

from khronika.attribution.find import AttributionStage
from khronika.language.analyse import analyse
from khronika.model import Article, Record

Found = tuple[str, str, str]


@functools.cache
def _annotated(text: str) -> Record:
    return AttributionStage().code(Record(Article("a", text), analysis=analyse(text, "en"), entities=()))


def _words(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    return " | ".join(text[start:end] for start, end in spans)


@pytest.fixture(scope="session")
def annotated() -> Callable[[str], Record]:
    """The record of a text with its attributions."""
    return _annotated


@pytest.fixture(scope="session")
def words() -> Callable[[str, tuple[tuple[int, int], ...]], str]:
    """The words of a span, its pieces joined by a bar."""
    return _words


@pytest.fixture(scope="session")
def found() -> Callable[[str], list[Found]]:
    """Source, cue and content of each attribution of a text."""

    def find(text: str) -> list[Found]:
        return [(_words(text, a.source), _words(text, a.cue), _words(text, a.content)) for a in _annotated(text).attributions or ()]

    return find
