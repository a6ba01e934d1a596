"""What the tests of places share: a parser of short texts, and the stages over them."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pytest

from khronika.language.analyse import analyse
from khronika.model import Analysis, Article, EventPlace, Record, Token, Toponym, Trigger
from khronika.places.find import ToponymStage
from khronika.places.link import EventPlaceStage


@functools.cache
def parsed(text: str) -> Analysis:
    return analyse(text, "en")


@pytest.fixture(scope="session")
def toponyms() -> Callable[..., tuple[Toponym, ...]]:
    def find(text: str, **article: str) -> tuple[Toponym, ...]:
        record = Record(Article("a", text, **article), analysis=parsed(text))
        return ToponymStage().code(record).toponyms or ()

    return find


@pytest.fixture(scope="session")
def places() -> Callable[..., list[EventPlace | None]]:
    """The places of events, given as (trigger words, type, modes): in the order given."""

    def link(text: str, *events: tuple[str, str] | tuple[str, str, str]) -> list[EventPlace | None]:
        analysis, triggers, at = parsed(text), [], 0
        for k, (words, kind, *modes) in enumerate(events):
            start = text.index(words, at)
            at = start + len(words)
            triggers.append(Trigger(f"t{k}", start, at, words, _head(analysis, start, at).i, kind, tuple(modes)))
        record = ToponymStage().code(Record(Article("a", text), analysis=analysis)).adding(triggers=tuple(triggers))
        found = {place.trigger: place for place in EventPlaceStage().code(record).event_places or ()}
        return [found.get(trigger.id) for trigger in triggers]

    return link


def _head(analysis: Analysis, start: int, end: int) -> Token:
    inside = [t for t in analysis.tokens if start <= t.start < end]
    return next(t for t in inside if t.head not in {o.i for o in inside if o is not t})
