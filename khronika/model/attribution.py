"""According to whom: sources, the words that attribute, and what is attributed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Certainty = Literal["asserts", "believes", "suspects", "doubts", "denies"]
CueKind = Literal["says", "asks", "knows", "thinks", "judges", "wants"]
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution: who says (`source`), the words that say so (`cue`), what is said (`content`), each a tuple of (start, end).

    `source` is empty where nobody is named ("reportedly"). `source_head` is the index of the source's head token. `within` is the index, in
    the article's attributions, of the attribution in whose content this one stands. `kind` tells words from thoughts: says (claims and
    reports), asks (questions and demands), knows (findings), thinks (beliefs), judges (praise and blame), wants (intentions). `tells` is
    True where the source holds what the content says to be so, False where it is praised, wanted, asked for or announced.
    """

    source: Spans
    cue: Spans
    content: Spans
    source_name: str | None = None
    source_head: int | None = None
    certainty: Certainty = "asserts"
    within: int | None = None
    by: str = ""
    kind: CueKind = "says"
    tells: bool = True


@dataclass(frozen=True, slots=True)
class EventSource:
    """Who says that the event of a trigger happened. `text` is the source's words, or the cue's where nobody is named."""

    trigger: str
    text: str
    start: int
    end: int
    name: str | None = None
    country: str | None = None
    sector: str | None = None
    cue: str | None = None
    certainty: Certainty = "asserts"
    party: bool = False
    by: str = ""
