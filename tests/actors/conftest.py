"""Real sentences through both stages, parsed once a session."""

from __future__ import annotations

import functools

import pytest

from khronika.actors.arguments import ArgumentStage
from khronika.actors.mentions import MentionStage
from khronika.language.analyse import analyse
from khronika.model import Analysis, Arguments, Article, Entity, Record, Trigger


class Coding:
    """Codes texts with triggers at given words."""

    @functools.lru_cache(maxsize=1024)  # noqa: B019 one object a session
    def analysis(self, text: str) -> Analysis:
        """The analysis of a text."""
        return analyse(text, "en")

    def record(
        self, text: str, *words: str, types: dict[str, str] | None = None, slots: dict[str, tuple[str, str]] | None = None,
        date: str | None = None,
    ) -> Record:  # fmt: skip
        """The record of a text with a trigger at each of some words, of a given type (default ASSAULT) and slots, after both stages."""
        analysis = self.analysis(text)
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

    def sides(self, text: str, word: str, kind: str = "ASSAULT", slots: tuple[str, str] | None = None) -> tuple[list[str], list[str]]:
        """Texts of actors and recipients of the trigger at a word."""
        record = self.record(text, word, types={word: kind}, slots={word: slots} if slots else None)
        found = self.arguments(record, word)
        return [e.text for e in found.actors], [e.text for e in found.recipients]

    def arguments(self, record: Record, word: str) -> Arguments:
        """The arguments of the trigger at a word."""
        return next(a for a in record.arguments or () if a.trigger == word)

    def entity(self, record: Record, text: str, nth: int = 0) -> Entity:
        """The first entity with this text, or a later one."""
        found = [e for e in record.entities or () if e.text == text]
        assert len(found) > nth, [e.text for e in record.entities or ()]
        return found[nth]


@pytest.fixture(scope="session")
def coding() -> Coding:
    """Codes texts; the parser is loaded once."""
    return Coding()
