from __future__ import annotations

from pathlib import Path


def test_a_fault_is_told_with_its_line(khronika):
    Path("t/actors").mkdir(parents=True)
    Path("t/actors/unknown.tsv").write_text("# title\nname\tcountry\nx\n")
    done = khronika("tables", "check", "t")
    assert done.exit_code == 1
    assert "actors/unknown.tsv:1: " in done.stdout
    assert "khronika: faults: " in done.stderr


def test_an_empty_folder_is_in_order(khronika):
    Path("t").mkdir()
    done = khronika("tables", "check", "t")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "in order" in done.stderr


def test_a_folder_that_is_none(khronika):
    done = khronika("tables", "check", "gone")
    assert done.exit_code == 2
    assert "is no folder" in done.stderr
