"""Score the corpus gsr with its country codes and the record's read alike.

    python benchmarks/gsr_codes.py BENCH [OUTPUT]

gsr writes IGO for every international body, where the record has UNO, EUR, NGO and IGO, and JAP, ITL and VTN for Japan, Italy and
Vietnam. Here both sides are written as in gsr, and scored by the corpus's own scorer. OUTPUT is what `benchmarks/quality.py BENCH
--only gsr` left.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import confusions  # noqa: E402

LIKE_GSR = {"UNO": "IGO", "EUR": "IGO", "NGO": "IGO", "JPN": "JAP", "ITA": "ITL", "VNM": "VTN"}


def main() -> int:
    """Score both ways and print a line each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("bench", type=Path, help="folder with bench.py and data/")
    parser.add_argument("output", type=Path, nargs="?", default=Path("out/bench/gsr.code.jsonl"), help="our events (default: %(default)s)")
    options = parser.parse_args()
    scorer = confusions.scorer_of(options.bench)
    gold, events = scorer.gold_of("gsr"), [json.loads(line) for line in options.output.read_text("utf-8").splitlines()]
    for name, table in (("codes as they are", {}), ("codes read alike", LIKE_GSR)):
        sides = [{**row, "gold": [_party_codes(g, ("source", "target"), table) for g in row["gold"]]} for row in gold]
        scores = scorer.score_gsr(sides, list(_events(events, table)))
        print(f"{name}: " + "  ".join(f"{key} {value}" for key, value in scores.items() if isinstance(value, float)))
    return 0


def _events(events: Iterable[dict[str, Any]], table: dict[str, str]) -> Iterator[dict[str, Any]]:
    return (_party_codes(event, ("actors", "recipients"), table) for event in events)


def _party_codes(holder: dict[str, Any], fields: tuple[str, str], table: dict[str, str]) -> dict[str, Any]:
    """An event or a gold record with the countries of its parties by a table of codes."""
    told = {
        field: [{**party, "country": table.get(party.get("country"), party.get("country"))} for party in holder.get(field) or []]
        for field in fields
    }
    return {**holder, **told}


if __name__ == "__main__":
    sys.exit(main())
