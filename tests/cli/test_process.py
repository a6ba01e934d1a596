"""The command as a process of its own, with the fake coder: signals and pipes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")
SLOW = 0.02
SCRIPT = f"""
import importlib.util, sys, time
spec = importlib.util.spec_from_file_location("fakes", {str(CONFTEST)!r})
fakes = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fakes)
from khronika import pipeline
from khronika.cli import main
class Slow(fakes.FakeStage):
    def code(self, record):
        time.sleep({SLOW})
        return super().code(record)
pipeline.default_stages = lambda settings: (Slow(),)
pipeline.analyse_many = fakes.fake_analyses
main()
"""


def start(folder: Path, *arguments: str, **options: object) -> subprocess.Popen[bytes]:
    rows = [{"id": f"a{n}", "text": "Police arrested 40.\n", "published": "2020-08-14", "language": "en"} for n in range(500)]
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *arguments], cwd=folder, stderr=subprocess.PIPE, env=environment, **options
    )  # fmt: skip


def wait_for(path: Path, size: int = 1) -> None:
    for _ in range(500):
        if path.exists() and path.stat().st_size >= size:
            return
        time.sleep(0.02)
    pytest.fail(f"{path} did not come")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_leaves_whole_lines_and_a_run_that_can_go_on(tmp_path, number):
    process = start(tmp_path, "code", "a.jsonl", "-o", "out.jsonl")
    wait_for(tmp_path / "out.jsonl")
    process.send_signal(number)
    told = process.communicate(timeout=20)[1].decode()
    assert process.returncode == 130
    assert "go on with --resume" in told
    assert "Traceback" not in told
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    state = json.loads((tmp_path / "out.jsonl.run.json").read_text())
    assert 0 < len(lines) == state["articles"] < 500
    assert state["bytes"] == (tmp_path / "out.jsonl").stat().st_size


def test_a_reader_that_goes_away_ends_the_run_in_silence(tmp_path):
    process = start(tmp_path, "code", "a.jsonl", stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline().startswith(b'{"id"')
    process.stdout.close()
    assert process.wait(timeout=20) == 1
    assert process.stderr is not None
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
