"""Seconds from the call of `khronika code` to its first record; and how much faster two processes are than one.

python benchmarks/start.py [PATH] [--runs N]          # start
python benchmarks/start.py PATH --workers [--articles N]   # 1 process against 2
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from khronika.model import Article
from khronika.read import read


def main() -> int:
    """Measure what is asked for and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("path", nargs="?", default="examples/minsk-2020", metavar="PATH")
    parser.add_argument("--runs", type=int, default=5, metavar="N")
    parser.add_argument("--workers", action="store_true", help="wall time with one process and with two")
    parser.add_argument("--articles", type=int, default=400, metavar="N", help="with --workers: repeat the articles until there are N")
    options = parser.parse_args()
    if options.workers:
        workers(options.path, options.articles)
        return 0
    seconds = [first_record(options.path) for _ in range(options.runs)]
    print(f"first record after {statistics.median(seconds):.2f} s (median of {options.runs}; {min(seconds):.2f} to {max(seconds):.2f})")
    return 0


def first_record(path: str) -> float:
    """Seconds until the first line of output is there."""
    began = time.monotonic()
    command = [sys.executable, "-m", "khronika", "code", path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        if process.stdout is None or not process.stdout.readline():
            sys.exit(f"no record came of {path}")
        seconds = time.monotonic() - began
        process.terminate()
    return seconds


def workers(path: str, count: int) -> None:
    """Print wall times and their ratio, the time until the first record left out."""
    articles = [item.content for item in read([path]) if isinstance(item.content, Article)]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for n in range(count):
                article = articles[n % len(articles)]
                line = {"id": f"a{n}", "text": article.text, "published": article.published, "language": "en"}
                file.write(json.dumps(line) + "\n")
        seconds = {jobs: wall(source, jobs) for jobs in (1, 2)}
    for jobs, took in seconds.items():
        print(f"{jobs} process{'es' if jobs > 1 else ''}: {took:.1f} s after the first record, {count / took:.1f} articles/s")
    print(f"ratio {seconds[1] / seconds[2]:.2f}")


def wall(source: Path, jobs: int) -> float:
    """Seconds from the first record to the end."""
    command = [sys.executable, "-m", "khronika", "code", str(source), "--jobs", str(jobs)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        if process.stdout is None or not process.stdout.readline():
            sys.exit(f"no record came of {source}")
        began = time.monotonic()
        while process.stdout.read(1 << 16):
            pass
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
