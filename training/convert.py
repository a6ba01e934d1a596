"""Write the training set in the record format: one gold article a sentence, on standard output.

python training/convert.py [FILE…]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import notation

SENTENCES = Path(__file__).parent / "sentences"


def party(entity: notation.Party, text: str) -> dict[str, Any]:
    """An entity in the record's form; offsets of its first occurrence."""
    start = text.find(entity.text)
    return {"text": entity.text, "start": start, "end": start + len(entity.text), "country": entity.country, "sector": entity.sector,
            "means": entity.means}  # fmt: skip


def event(coded: notation.Coded, text: str) -> dict[str, Any]:
    """An event in the record's form."""
    when = coded.when
    return {
        "event_type": coded.event_type, "modes": list(coded.modes), "status": coded.status,
        "trigger": {"text": text[coded.start : coded.end], "start": coded.start, "end": coded.end},
        "actors": [party(p, text) for p in coded.who], "recipients": [party(p, text) for p in coded.whom],
        "time": {"text": when[0], "start": when[1].strip(".") or None, "end": when[2].strip(".") or None} if when else None,
        "place": party(coded.where, text) if coded.where else None,
        "quantities": [{"role": c.role, "low": c.low, "high": c.high, "text": c.text} for c in coded.counts],
        "attributed_to": [{"text": words} for words in coded.says],
    }  # fmt: skip


def article(example: notation.Example) -> dict[str, Any]:
    """A sentence as a gold article."""
    return {
        "id": example.source, "group": example.group, "part": notation.part_of(example.group), "language": example.language,
        "published": example.date, "text": example.text, "negative": example.negative,
        "events": [event(coded, example.text) for coded in example.events],
    }  # fmt: skip


def main(arguments: list[str]) -> int:
    """Write all sentences of the files given, or of the whole set."""
    for path in [Path(a) for a in arguments] or sorted(SENTENCES.glob("*.txt")):
        for example in notation.read(path):
            print(json.dumps(article(example), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
