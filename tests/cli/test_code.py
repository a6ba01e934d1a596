from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest

from khronika.cli import target
from khronika.cli.target import FileTarget

TEXT = "Police arrested 40 people in Minsk.\nThe president met workers.\n"


def articles(path: str, count: int, text: str = TEXT) -> Path:
    rows = [{"id": f"a{n}", "text": text, "published": "2020-08-14", "language": "en"} for n in range(count)]
    Path(path).write_text("".join(json.dumps(row) + "\n" for row in rows))
    return Path(path)


def lines(path: str) -> list[dict]:
    return [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]


def state(path: str) -> dict:
    return json.loads(Path(path + ".run.json").read_text())


def test_events_go_to_standard_output_and_messages_do_not(khronika):
    Path("a.txt").write_text(TEXT)
    done = khronika("code", "a.txt", "--published", "2020-08-14", "--publisher", "Paper")
    assert done.exit_code == 0
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert (first["event_type"], second["event_type"]) == ("COERCE", "CONSULT")
    assert first["article"]["publisher"] == "Paper"
    assert TEXT[first["trigger"]["start"] : first["trigger"]["end"]] == "arrested"
    assert done.stderr == "khronika: 2 events in 1 article\n"


def test_annotate_writes_one_line_an_article(khronika):
    articles("a.jsonl", 3)
    done = khronika("annotate", "a.jsonl", "-o", "out.jsonl")
    assert done.exit_code == 0
    assert [line["id"] for line in lines("out.jsonl")] == ["a0", "a1", "a2"]
    assert lines("out.jsonl")[0]["entities"][0]["country"] == "BLR"


def test_standard_input(khronika):
    done = khronika("code", "-", input=TEXT.encode())
    assert len(done.stdout.splitlines()) == 2


def test_csv_by_option_and_by_suffix(khronika):
    articles("a.jsonl", 2)
    khronika("code", "a.jsonl", "-o", "out.csv")
    shown = khronika("code", "a.jsonl", "--format", "csv").stdout
    assert Path("out.csv").read_text() == shown
    rows = list(csv.DictReader(io.StringIO(shown)))
    assert len(rows) == 4
    assert (rows[0]["event_type"], rows[0]["arrested_low"], rows[0]["arrested_high"]) == ("COERCE", "40", "")
    layers = list(csv.DictReader(io.StringIO(khronika("annotate", "a.jsonl", "--format", "csv").stdout)))
    assert layers[0]["layer"] == "entities"


def test_the_table_is_plain_where_no_terminal_is(khronika):
    articles("a.jsonl", 1)
    done = khronika("code", "a.jsonl", "--format", "table")
    assert "COERCE arrest" in done.stdout
    assert "at least 40 arrested" in done.stdout
    assert "14 Aug 2020" in done.stdout
    assert "\x1b" not in done.stdout
    assert "Police" in khronika("annotate", "a.jsonl", "--format", "table").stdout


def test_markup_and_control_characters_of_articles_do_nothing(khronika):
    row = {"id": "a[red]\x1b[31m", "title": "[bold]\x07 t", "text": "[/red]\x1b[2J arrested\n", "language": "en"}
    Path("a.jsonl").write_text(json.dumps(row))
    done = khronika("code", "a.jsonl", "--format", "table")
    assert done.exit_code == 0
    assert "\x1b" not in done.stdout
    assert "[bold]" in done.stdout


def test_bad_inputs_are_told_in_a_line_each_and_the_rest_is_coded(khronika):
    Path("a.jsonl").write_text('{"id": "1", "text": "Police arrested 3."}\n{broken\n{"id": "2", "text": ""}\n{"id": "1", "text": "x"}\n')
    Path("b.txt").write_bytes(b"\x00\x01\x02" * 100)
    Path("c.txt").write_text("")
    Path("d.txt").write_text("BREAK")
    Path("e.txt").write_text("Милиция задержала сорок человек в центре города Минска.")
    done = khronika("code", ".", "gone.txt", "-o", "out.jsonl")
    assert done.exit_code == 1
    assert [line["article"]["id"] for line in lines("out.jsonl")] == ["1"]
    told = done.stderr.splitlines()
    for place in ("./a.jsonl:2", "./a.jsonl:3", "./a.jsonl:4", "./b.txt", "./c.txt", "./d.txt", "./e.txt", "gone.txt"):
        assert sum(line.startswith(f"khronika: {place}: ") for line in told) == 1, place
    assert any("it broke" in line and "stage fake" in line for line in told)
    assert any("'ru' is not supported" in line for line in told)
    assert told[-1] == "khronika: 8 inputs could not be coded, as told above"
    assert (state("out.jsonl")["failed"], state("out.jsonl")["articles"], state("out.jsonl")["complete"]) == (8, 3, True)


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["a.jsonl", "--published", "2020-13-45"], "no date"),
        (["a.jsonl", "--language", "tlh"], "not supported"),
        (["a.jsonl", "--set", "x.y=1"], "no section"),
        (["a.jsonl", "--set", "run.articles=0"], "out of range"),
        (["a.jsonl", "--set", "events.threshold=2"], "out of range"),
        (["a.jsonl", "--config", "gone.toml"], "cannot be read"),
        (["a.jsonl", "--config", "."], "cannot be read"),
        (["a.jsonl", "--jobs", "-1"], "jobs"),
        (["a.jsonl", "-o", "gone/out.jsonl"], "no such folder"),
        (["a.jsonl", "-o", "."], "is a folder"),
        (["a.jsonl", "-o", "a.jsonl"], "input and output at once"),
        (["a.jsonl", "-o", "out.jsonl.gz"], "not packed"),
        (["a.jsonl", "--resume"], "--resume needs a file"),
        (["-", "-o", "out.jsonl", "--resume"], "cannot be resumed"),
        (["a.jsonl", "--format", "xml"], "xml"),
        ([], "PATH"),
    ],
)
def test_wrong_calls(khronika, arguments, what):
    articles("a.jsonl", 1)
    done = khronika("code", *arguments)
    assert done.exit_code == 2
    assert what in done.stderr
    assert done.stdout == ""
    assert not Path("out.jsonl").exists()


def test_output_inside_the_input_folder_is_not_read(khronika):
    articles("a.jsonl", 2)
    assert khronika("code", ".", "-o", "out.jsonl").exit_code == 0
    first = Path("out.jsonl").read_bytes()
    assert khronika("code", ".", "-o", "out.jsonl", "--force").exit_code == 0
    assert Path("out.jsonl").read_bytes() == first


def test_an_output_that_exists_is_replaced_only_by_force(khronika):
    articles("a.jsonl", 1)
    Path("out.jsonl").write_text("precious\n")
    done = khronika("code", "a.jsonl", "-o", "out.jsonl")
    assert done.exit_code == 2
    assert "exists already" in done.stderr
    assert Path("out.jsonl").read_text() == "precious\n"
    assert khronika("code", "a.jsonl", "-o", "out.jsonl", "--resume").exit_code == 2
    assert khronika("code", "a.jsonl", "-o", "out.jsonl", "--force").exit_code == 0
    assert len(lines("out.jsonl")) == 2


class Stopping:
    """Lets some articles be written and then stops as Ctrl-C or a kill would."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, after: int, *, kill: bool) -> None:
        write, self.left = FileTarget.write, after
        monkeypatch.setattr(target, "SAVE_EVERY", 0.0)

        def stopping(this: FileTarget, *arguments: object, **named) -> None:
            if self.left == 0:
                if kill:
                    os.write(this._file, b'{"half": ')
                    monkeypatch.setattr(FileTarget, "close", lambda this, complete: os.close(this._file))
                raise KeyboardInterrupt
            self.left -= 1
            write(this, *arguments, **named)

        monkeypatch.setattr(FileTarget, "write", stopping)


@pytest.mark.parametrize("kill", [False, True])
@pytest.mark.parametrize("after", [0, 1, 5])
def test_a_stopped_run_goes_on_to_the_same_output(khronika, monkeypatch, kill, after):
    path = articles("a.jsonl", 8)
    path.write_text("{broken\n" + path.read_text() + "{broken\n")
    khronika("code", "a.jsonl", "-o", "whole.jsonl")
    with monkeypatch.context() as patch:
        Stopping(patch, after, kill=kill)
        done = khronika("code", "a.jsonl", "-o", "out.jsonl")
    assert done.exit_code == 130
    assert "go on with --resume" in done.stderr
    assert state("out.jsonl")["complete"] is False
    if not kill:
        assert len(lines("out.jsonl")) == 2 * after
    done = khronika("code", "a.jsonl", "-o", "out.jsonl", "--resume")
    assert done.exit_code == 1
    assert Path("out.jsonl").read_bytes() == Path("whole.jsonl").read_bytes()
    kept = ("articles", "events", "failed", "bytes", "failures", "complete")
    assert {k: state("out.jsonl")[k] for k in kept} == {k: state("whole.jsonl")[k] for k in kept}


def test_resuming_what_is_complete_does_nothing(khronika):
    articles("a.jsonl", 2)
    khronika("code", "a.jsonl", "-o", "out.jsonl", "--resume")
    before = Path("out.jsonl").stat().st_mtime_ns
    done = khronika("code", "a.jsonl", "-o", "out.jsonl", "--resume")
    assert done.exit_code == 0
    assert "complete already" in done.stderr
    assert Path("out.jsonl").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda: articles("a.jsonl", 9), "input"),
        (lambda: Path("out.jsonl.run.json").write_text("{}"), "has no .run.json"),
        (lambda: Path("out.jsonl.run.json").unlink(), "has no .run.json"),
        (lambda: Path("out.jsonl").write_text("short\n"), "shorter"),
    ],
)
def test_what_cannot_be_resumed_is_left_alone(khronika, monkeypatch, change, what):
    articles("a.jsonl", 8)
    with monkeypatch.context() as patch:
        Stopping(patch, 3, kill=False)
        khronika("code", "a.jsonl", "-o", "out.jsonl")
    change()
    before = Path("out.jsonl").read_bytes()
    done = khronika("code", "a.jsonl", "-o", "out.jsonl", "--resume")
    assert done.exit_code == 2
    assert what in done.stderr
    assert Path("out.jsonl").read_bytes() == before


def test_other_options_do_not_resume(khronika, monkeypatch):
    articles("a.jsonl", 8)
    with monkeypatch.context() as patch:
        Stopping(patch, 3, kill=False)
        khronika("code", "a.jsonl", "-o", "out.jsonl")
    done = khronika("code", "a.jsonl", "-o", "out.jsonl", "--resume", "--publisher", "Paper", "--set", "events.threshold=0.7")
    assert done.exit_code == 2
    assert "other coding, options" in done.stderr


def test_a_full_disk_leaves_whole_articles_and_resumes(khronika, monkeypatch):
    articles("a.jsonl", 6)
    khronika("code", "a.jsonl", "-o", "whole.jsonl")
    room = Path("whole.jsonl").stat().st_size * 2 // 3
    with monkeypatch.context() as patch:
        write = os.write
        patch.setattr(target, "SAVE_EVERY", 0.0)

        def full(file: int, data: memoryview) -> int:
            left = room - os.fstat(file).st_size
            if left <= 0:
                raise OSError(28, "No space left on device")
            return write(file, data[:left])

        patch.setattr(os, "write", full)
        done = khronika("code", "a.jsonl", "-o", "out.jsonl")
    assert done.exit_code == 1
    assert "the disk is full" in done.stderr
    assert len(lines("out.jsonl")) == 8
    assert khronika("code", "a.jsonl", "-o", "out.jsonl", "--resume").exit_code == 0
    assert Path("out.jsonl").read_bytes() == Path("whole.jsonl").read_bytes()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_device_that_is_full(khronika):
    articles("a.jsonl", 1)
    done = khronika("code", "a.jsonl", "-o", "/dev/full")
    assert done.exit_code == 1
    assert "the disk is full" in done.stderr
    assert not Path("/dev/full.run.json").exists()


def test_two_runs_cannot_write_one_file(khronika):
    fcntl = pytest.importorskip("fcntl")
    articles("a.jsonl", 1)
    with open("out.jsonl", "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = khronika("code", "a.jsonl", "-o", "out.jsonl", "--force")
    assert done.exit_code == 2
    assert "another run" in done.stderr


def test_the_run_file_says_what_was_run(khronika):
    articles("a.jsonl", 1)
    khronika("code", "a.jsonl", "-o", "out.jsonl", "--set", "run.articles=5")
    said = state("out.jsonl")
    assert said["inputs"] == ["a.jsonl"]
    assert said["settings"]["run"]["articles"] == 5
    assert said["same"]["coding"] == lines("out.jsonl")[0]["coder"]["config"]
    assert (said["articles"], said["events"], said["bytes"]) == (1, 2, Path("out.jsonl").stat().st_size)
