"""Words of an article: where they stand and what they are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article's text; `start` and `end` are character offsets, end exclusive, and `text` is what stands there."""

    start: int
    end: int
    text: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """The span of `text` between two offsets."""
        return cls(start, end, text[start:end])

    def overlaps(self, start: int, end: int) -> bool:
        """Whether the span shares at least one character with the stretch from `start` to `end`."""
        return self.start < end and start < self.end
