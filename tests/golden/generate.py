"""Write the expected outputs of golden tests.

python tests/golden/generate.py [CASE…] [--overwrite]

A case is a folder with article.json, an input line. Its expected.json holds the events that `khronika code` gives for it. A case that has
one is left alone unless --overwrite is given: an expected output changes only when somebody has looked at the difference and wants it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import khronika

CASES = Path(__file__).resolve().parent
ARTICLE, EXPECTED = "article.json", "expected.json"


def coded(case: Path) -> list[dict[str, Any]]:
    """The output lines of a case's article, without the coder's version and hash, which change with every table."""
    article = khronika.article(**json.loads((case / ARTICLE).read_text("utf-8")))
    [one] = khronika.code_articles([article])
    if one.failures:
        raise SystemExit(f"{case.name}: {one.failures[0]}")
    return [{name: value for name, value in khronika.event_line(event).items() if name != "coder"} for event in one.events]


def cases() -> list[Path]:
    """The folders of all cases."""
    return sorted(path.parent for path in CASES.glob(f"*/{ARTICLE}"))


def main() -> int:
    """Write what is missing, or what --overwrite asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("cases", nargs="*", metavar="CASE", help="names of cases; default: all")
    parser.add_argument("--overwrite", action="store_true", help="also write those that exist")
    options = parser.parse_args()
    unknown = set(options.cases) - {case.name for case in cases()}
    if unknown:
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    for case in cases():
        wanted = not options.cases or case.name in options.cases
        if wanted and (options.overwrite or not (case / EXPECTED).exists()):
            (case / EXPECTED).write_text(json.dumps(coded(case), indent=1, ensure_ascii=False) + "\n", "utf-8")
            print(f"wrote {case.name}/{EXPECTED}: read it before you commit it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
