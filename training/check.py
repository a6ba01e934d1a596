"""Check the training set and say what it holds.

python training/check.py [FILE…]     every fault with file and line; then how often each type, mode and status occurs
"""

from __future__ import annotations

import collections
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import notation

SENTENCES = Path(__file__).parent / "sentences"


def main(arguments: list[str]) -> int:
    """Print faults and counts; exit code 1 if a file is broken, a sentence stands twice, or a group is in two files."""
    paths = [Path(a) for a in arguments] or sorted(SENTENCES.glob("*.txt"))
    seen: dict[str, str] = {}
    groups: dict[str, str] = {}
    count: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    faults = 0
    for path in paths:
        try:
            for example in notation.read(path):
                count["sentences"]["negative" if example.negative else "with events"] += 1
                count["negative"][example.negative or "-"] += 1
                for event in example.events:
                    count["type"][event.event_type] += 1
                    count["status"][event.status] += 1
                    count["mode"].update(f"{event.event_type} {mode}" for mode in event.modes)
                for where, key, known in (
                    (example.source, example.text, seen),
                    (path.name, example.group, groups),
                ):
                    if known.setdefault(key, where) != where:
                        faults += 1
                        print(f"{example.source}: stands also in {known[key]}: {key[:70]}")
        except notation.NotationError as error:
            faults += 1
            print(error)
    for name, counter in count.items():
        print(f"\n{name}: {sum(counter.values())}")
        print("  " + ", ".join(f"{key} {n}" for key, n in sorted(counter.items())))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
