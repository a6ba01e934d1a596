"""From coded sentences to what the network learns from: words, their labels, and the split by groups."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "training")]

import notation  # noqa: E402

from khronika.language.analyse import analyse_many  # noqa: E402
from khronika.model import Analysis  # noqa: E402

TYPES = ("-", *notation.MODES)
MODES = tuple(f"{kind} {mode}" for kind, modes in notation.MODES.items() for mode in modes)
STATUSES = notation.STATUSES
CONTENT = frozenset({"VERB", "NOUN", "PROPN", "ADJ", "AUX", "ADV", "NUM"})
IGNORE = -100


@dataclass(frozen=True, slots=True)
class Sample:
    """A sentence with offsets of its words and, for each, labels; IGNORE where nothing is to be learned."""

    text: str
    spans: tuple[tuple[int, int], ...]
    types: tuple[int, ...]
    statuses: tuple[int, ...]
    modes: tuple[tuple[int, ...], ...]
    group: str


def load(folder: Path, cache: Path) -> list[tuple[notation.Example, Analysis]]:
    """All examples of a folder with their analyses; analyses are kept in `cache` until a sentence changes."""
    examples = [e for path in sorted(folder.glob("*.txt")) for e in notation.read(path)]
    texts = [e.text for e in examples]
    known: dict[str, Analysis] = pickle.loads(cache.read_bytes()) if cache.exists() else {}
    missing = [t for t in dict.fromkeys(texts) if t not in known]
    known.update(zip(missing, analyse_many(missing, "en"), strict=True))
    cache.write_bytes(pickle.dumps(known))
    return [(e, known[e.text]) for e in examples]


def sample(example: notation.Example, analysis: Analysis) -> Sample:
    """The labels of a sentence's words: a trigger's head has its type, other content words "-"; the rest of a trigger teaches nothing."""
    types = [0 if t.upos in CONTENT else IGNORE for t in analysis.tokens]
    statuses = [IGNORE] * len(types)
    modes: list[tuple[int, ...]] = [()] * len(types)
    for event in example.events:
        inside = [t.i for t in analysis.tokens if t.start < event.end and event.start < t.end]
        for i in inside:
            if types[i] <= 0:
                types[i] = IGNORE
        head = head_of(analysis, inside)
        if head is None:
            continue
        types[head] = TYPES.index(event.event_type)
        statuses[head] = STATUSES.index(event.status)
        modes[head] = tuple(MODES.index(f"{event.event_type} {mode}") for mode in event.modes)
    spans = tuple((t.start, t.end) for t in analysis.tokens)
    return Sample(example.text, spans, tuple(types), tuple(statuses), tuple(modes), example.group)


def head_of(analysis: Analysis, inside: Sequence[int]) -> int | None:
    """The token of a stretch that governs the others: the one whose head lies outside, a content word if there are several."""
    heads = [i for i in inside if analysis.tokens[i].head not in inside or analysis.tokens[i].head == i]
    heads.sort(key=lambda i: (analysis.tokens[i].upos not in ("VERB", "NOUN", "PROPN", "ADJ"), i))
    return heads[0] if heads else None
