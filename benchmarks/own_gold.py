"""The held-out part of the project's own training set as articles and gold in the record format.

Groups whose name hashes into the test part are never trained on (training/notation.py); each of their sentences is an article.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "training"))

import notation  # noqa: E402

from khronika.evaluate.gate import fingerprint  # noqa: E402
from khronika.evaluate.gold import Line, Lines, by_article  # noqa: E402
from khronika.model import Article  # noqa: E402

SENTENCES = ROOT / "training" / "sentences"


def load(folder: Path = SENTENCES) -> tuple[list[Article], Lines, str]:
    """Articles, gold by article, and a fingerprint of both."""
    held_out = [e for path in sorted(folder.glob("*.txt")) for e in notation.read(path) if notation.part_of(e.group) == "test"]
    articles = [Article(e.source, e.text, published=e.date, published_from="given", language=e.language) for e in held_out]
    lines = [line for e in held_out for line in _lines(e)]
    shown = json.dumps([*((a.id, a.text) for a in articles), *lines], sort_keys=True)
    return articles, by_article(lines), fingerprint(shown.encode())


def judged(found: Iterable[Line], gold: Lines) -> list[Line]:
    """The coded events that the gold can judge: those of types of which it marks few only where it has one of that type in the sentence."""
    return [f for f in found if f["event_type"] not in notation.UNMARKED or _types(gold, f["article"]["id"]) & {f["event_type"]}]


def _types(gold: Lines, article: str) -> set[str]:
    return {line["event_type"] for line in gold.get(article, ())}


def _lines(example: notation.Example) -> Iterator[Line]:
    for event in example.events:
        yield {
            "article": {"id": example.source},
            "event_type": event.event_type,
            "modes": list(event.modes),
            "status": event.status,
            "trigger": {"text": example.text[event.start : event.end], "start": event.start, "end": event.end},
            "actors": [_party(p) for p in event.who],
            "recipients": [_party(p) for p in event.whom],
            "time": event.when and {"text": event.when[0], "start": _open(event.when[1]), "end": _open(event.when[2])},
            "place": event.where and _party(event.where),
            "quantities": [{"role": c.role, "low": c.low, "high": c.high, "text": c.text} for c in event.counts],
            "attributed_to": [{"text": words} for words in event.says],
        }


def _party(party: notation.Party) -> dict[str, Any]:
    return {"text": party.text, "means": party.means, "country": party.country, "sector": party.sector}


def _open(day: str) -> str | None:
    return None if day == ".." else day
