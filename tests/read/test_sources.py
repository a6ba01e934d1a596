from __future__ import annotations

import os

import pytest

from khronika.model import Failure
from khronika.read import Notice, Source, find


def test_a_folder_is_walked_in_sorted_order_without_hidden_files(tmp_path):
    for name in ("b.txt", "a.jsonl.gz", "sub/c.ndjson", "sub/.hidden.txt", ".git/d.txt", "sub/x.TXT.zst"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    found = find([str(tmp_path)])
    assert [os.path.relpath(f.path, tmp_path) for f in found] == ["a.jsonl.gz", "b.txt", "sub/c.ndjson", "sub/x.TXT.zst"]
    assert [(f.kind, f.packing) for f in found] == [("jsonl", "gz"), ("text", None), ("jsonl", None), ("text", "zst")]


def test_files_of_other_kinds_are_told_in_one_notice(tmp_path):
    for name in ("a.txt", "b.md", "c.md", "d.png", "LICENSE"):
        (tmp_path / name).write_text("x")
    source, notice = find([str(tmp_path)])
    assert isinstance(source, Source)
    assert isinstance(notice, Notice)
    assert "4 files" in notice.what
    assert ".md, .png, LICENSE" in notice.what


@pytest.mark.parametrize(
    ("name", "what"),
    [("gone.txt", "no such file"), ("a.docx", ".docx files cannot be read"), ("plain", "without a suffix"), ("x\0y.txt", "cannot be read")],
)
def test_a_file_that_is_no_use_is_a_failure_with_its_name(tmp_path, name, what):
    if "\0" not in name and name != "gone.txt":
        (tmp_path / name).write_text("x")
    [failure] = find([str(tmp_path / name)])
    assert isinstance(failure, Failure)
    assert what in failure.what
    assert failure.where == str(tmp_path / name)


def test_an_empty_folder_is_a_failure(tmp_path):
    [failure] = find([str(tmp_path)])
    assert "nothing to read" in failure.what


def test_loops_of_links_end(tmp_path):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    found = find([str(tmp_path)])
    assert [f.name for f in found if isinstance(f, Source)] == [str(tmp_path / "a.txt"), str(tmp_path / "link.txt")]
    [failure] = [f for f in found if isinstance(f, Failure)]
    assert failure.where == str(tmp_path / "self.txt")


def test_own_output_is_not_read(tmp_path):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "out.jsonl").write_text("{}")
    [source] = find([str(tmp_path)], leave_out=[tmp_path / "out.jsonl"])
    assert source.name.endswith("a.txt")


def test_pipes_are_read_where_named_and_passed_over_in_folders(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    [source] = find([str(tmp_path / "pipe.txt")])
    assert source.kind == "either"
    [failure] = find([str(tmp_path)])
    assert "nothing to read" in failure.what


def test_standard_input():
    assert find(["-"]) == [Source("standard input", None, "either")]
