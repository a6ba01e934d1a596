"""Measure on the project's own held-out sentences, and on gold corpora where they are at hand; check the floors.

python benchmarks/quality.py [BENCH] [--only NAME,…] [--update] [--allow-regression]

BENCH is a folder with bench.py and data/ (see docs/quality.md); without it only the project's own sentences are measured. Outputs and
scores go to out/bench. --update raises the floors to what was measured; --allow-regression lets them fall as well.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import own_gold  # noqa: E402

from khronika import code_articles, event_line  # noqa: E402
from khronika.evaluate import Floors, by_article, faults, score  # noqa: E402
from khronika.evaluate.gate import fingerprint  # noqa: E402
from khronika.settings import load_settings  # noqa: E402

OUT = Path("out/bench")
OWN = "own"
VERBS = ("code", "annotate", "stories")


def main() -> int:
    """Measure, print, gate; exit code 1 below a floor."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    parser.add_argument("bench", type=Path, nargs="?", help="folder with bench.py and data/")
    parser.add_argument("--only", help="names of measurements, divided by commas")
    parser.add_argument("--update", action="store_true", help="raise the floors to what is measured")
    parser.add_argument("--allow-regression", action="store_true", help="with --update: let floors fall")
    options = parser.parse_args()
    only = set(options.only.split(",")) if options.only else None
    floors, complaints = Floors.load(), []
    OUT.mkdir(parents=True, exist_ok=True)
    measured = ([(OWN, *own())] if not only or OWN in only else []) + corpora(options.bench, only)
    for name, gold, scores in measured:
        print(f"{name}: " + "  ".join(f"{key} {value}" for key, value in scores.items()))
        if options.update:
            floors = floors.raised(name, gold, scores, allow_regression=options.allow_regression)
        elif name in floors.sets:
            complaints += faults(floors, name, gold, scores)
    if options.update:
        floors.save()
    print(*complaints, sep="\n", file=sys.stderr)
    return 1 if complaints else 0


def own() -> tuple[str, dict[str, float]]:
    """Fingerprint and scores of the project's own held-out sentences."""
    articles, gold, print_ = own_gold.load()
    found = [event_line(event) for coded in code_articles(articles) for event in coded.events]
    return print_, score(gold, by_article(own_gold.judged(found, gold)))


def corpora(bench: Path | None, only: set[str] | None) -> list[tuple[str, str, dict[str, float]]]:
    """Name, fingerprint and scores of the corpora of a folder; those that need verbs we do not have are passed over."""
    if bench is None or not (bench / "bench.py").exists():
        print(f"no gold corpora at {bench}: only the project's own sentences are measured" if bench else "", file=sys.stderr)
        return []
    listed = [line.split() for line in _bench(bench, "list").splitlines() if "not here" not in line]
    chosen = [(name, verb) for name, _, verb, *_ in listed if verb in VERBS and (not only or name in only) and _readable(bench, name)]
    return [(name, *corpus(bench, name, verb)) for name, verb in chosen]


def _readable(bench: Path, name: str) -> bool:
    """Whether a corpus is in a language that can be coded."""
    language = json.loads(_bench(bench, "prepare", name).partition("\n")[0]).get("language", "en")
    if language in load_settings().language.supported:
        return True
    print(f"{name}: left out, its language {language!r} is not supported yet", file=sys.stderr)
    return False


def corpus(bench: Path, name: str, verb: str) -> tuple[str, dict[str, float]]:
    """Code one corpus with the command line, as a user would, and score it."""
    text = _bench(bench, "prepare", name)
    source, output = OUT / f"{name}.input.jsonl", OUT / f"{name}.{verb}.jsonl"
    source.write_text(text, "utf-8")
    with output.open("wb") as written:
        subprocess.run([sys.executable, "-m", "khronika", verb, str(source)], check=False, stdout=written)
    scores = json.loads(_bench(bench, "score", name, str(output), "--json"))
    (OUT / f"{name}.scores.json").write_text(json.dumps(scores, indent=1) + "\n", "utf-8")
    return fingerprint(text.encode()), dict(_flat(scores))


def _bench(bench: Path, *arguments: str) -> str:
    done = subprocess.run([sys.executable, str(bench / "bench.py"), *arguments], check=True, capture_output=True, text=True)
    return done.stdout


def _flat(scores: Mapping[str, Any], prefix: str = "") -> list[tuple[str, float]]:
    """Shares among the scores, by a name that tells their way; counts and the scores of single types are left out."""
    found: list[tuple[str, float]] = []
    for key, value in scores.items():
        if isinstance(value, Mapping):
            found += [] if key == "by_type" else _flat(value, f"{prefix}{key} ")
        elif isinstance(value, float) and key not in ("p", "r") and value <= 1:
            found.append((prefix + key, value))
    return found


if __name__ == "__main__":
    sys.exit(main())
