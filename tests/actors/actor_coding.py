"""Real sentences through both stages, parsed once a session."""

from __future__ import annotations

import functools

from khronika.actors.arguments import ArgumentStage
from khronika.actors.mentions import MentionStage
from khronika.language.analyse import analyse
from khronika.model import Analysis, Arguments, Article, Entity, Record, Trigger

Words = tuple[str, str]


@functools.lru_cache(maxsize=512)
def parsed(text: str) -> Analysis:
    """The analysis of a text."""
    return analyse(text, "en")


def record_of(text: str, *words: str, types: dict[str, str] | None = None, slots: dict[str, Words] | None = None, date: str | None = None) -> Record:
    """The record of a text with a trigger at each of some words, of a given type (default ASSAULT) and with given slots, after both stages."""
    analysis = parsed(text)
    triggers = []
    for word in words:
        start = text.index(word)
        token = analysis.token_at(start)
        assert token is not None
        actor, recipient = (slots or {}).get(word, (None, None))
        kind = (types or {}).get(word, "ASSAULT")
        triggers.append(Trigger(word, start, start + len(word), word, token.i, kind, actor=actor, recipient=recipient))
    record = Record(Article("a", text, published=date, language="en"), analysis, toponyms=(), quantities=(), triggers=tuple(triggers))
    return ArgumentStage().code(MentionStage().code(record))


def arguments_of(record: Record, word: str) -> Arguments:
    """The arguments of the trigger at a word."""
    return next(a for a in record.arguments or () if a.trigger == word)


def entity_of(record: Record, text: str) -> Entity:
    """The first entity with this text."""
    found = [e for e in record.entities or () if e.text == text]
    assert found, [e.text for e in record.entities or ()]
    return found[0]
