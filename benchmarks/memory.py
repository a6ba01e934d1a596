"""Peak memory of `khronika code` over few and over many articles: what is held must not grow with what was read.

python benchmarks/memory.py [--few 1000] [--many 100000] [--encoder]

Single sentences, some with events, each with an id of its own; without --encoder the tables code alone, which makes the run short and
changes nothing in what is held from article to article. One process.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SENTENCES = (
    "Police arrested {n} protesters near the parliament in Minsk on Friday.",
    "The foreign ministers of France and Germany met in Paris and condemned the attack that killed {n} people.",
    "A ridge of high pressure lies over the coast and {n} hours of sun are likely.",
    "The government of Chad freed {n} prisoners after talks with the rebels.",
)


def main() -> int:
    """Measure both and print the ratio."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--few", type=int, default=1000, metavar="N")
    parser.add_argument("--many", type=int, default=100_000, metavar="N")
    parser.add_argument("--encoder", action="store_true", help="with the encoder, slower")
    options = parser.parse_args()
    peaks = {}
    for count in (options.few, options.many):
        peaks[count], seconds = peak(count, encoder=options.encoder)
        print(f"{count:8,} articles: peak {peaks[count]:,.0f} MB, {seconds:.0f} s")
    print(f"ratio {peaks[options.many] / peaks[options.few]:.3f}")
    return 0


def peak(count: int, *, encoder: bool) -> tuple[float, float]:
    """Megabytes at the peak and seconds of one run over `count` articles."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for n in range(count):
                line = {
                    "id": f"a{n}",
                    "text": SENTENCES[n % len(SENTENCES)].format(n=n % 97 + 2),
                    "published": "2024-05-17",
                    "language": "en",
                }
                file.write(json.dumps(line) + "\n")
        command = [sys.executable, "-m", "khronika", "code", str(source), "-o", str(Path(folder) / "out.jsonl"), "--jobs", "1"]
        began = time.monotonic()
        process = subprocess.Popen([*command, "--set", f"events.encoder={str(encoder).lower()}"], stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"the run over {count} articles ended with {process.returncode}")
    # ru_maxrss counts kilobytes on Linux.
    return used.ru_maxrss / 1024, time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
