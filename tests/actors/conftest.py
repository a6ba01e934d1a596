"""Fixtures of the actor tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from actor_coding import arguments_of, record_of


@pytest.fixture(scope="session")
def sides() -> Callable[..., tuple[list[str], list[str]]]:
    """Texts of actors and recipients of the first trigger of a text."""

    def run(text: str, word: str, **options: object) -> tuple[list[str], list[str]]:
        kind = options.pop("type", None)
        types = {word: kind} if kind else None
        arguments = arguments_of(record_of(text, word, types=types, **options), word)  # type: ignore[arg-type]
        return [e.text for e in arguments.actors], [e.text for e in arguments.recipients]

    return run
