"""Articles that report the same event or its direct follow-up, and copies among them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Membership:
    """The story of an article. `likeness` is how like the story it was when it came, None if it began the story.

    `copy_of` is the article, the first of its kind, of whose text this one's is a near copy: both count as one source.
    """

    article: str
    story: str
    likeness: float | None = None
    copy_of: str | None = None
