"""How the gazetteer is compiled and kept."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from khronika.errors import ResourceError
from khronika.places import build
from khronika.places.gazetteer import Row
from khronika.places.sources import Progress

ROW = Row(7, ("Lakeside",), 1.0, 2.0, "NOR", "city")


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts how often the sources are read."""
    calls: list[int] = []

    def rows(progress: Progress) -> list[Row]:
        calls.append(1)
        time.sleep(0.05)
        progress(1)
        return [ROW]

    monkeypatch.setattr(build, "rows", rows)
    return calls


def test_it_is_compiled_once_and_then_opened(tmp_path: Path, compiled: list[int]) -> None:
    path = tmp_path / "new" / "g.bin"
    for _ in range(2):
        assert [m.place.geonameid for m in build.opened(path).matches("Lakeside")] == [7]
    assert len(compiled) == 1
    assert {p.name for p in path.parent.iterdir()} <= {"g.bin", "g.lock"}


def test_a_damaged_file_is_compiled_anew(tmp_path: Path, compiled: list[int]) -> None:
    path = tmp_path / "g.bin"
    path.write_bytes(b"no gazetteer at all")
    assert build.opened(path).size == 1
    assert len(compiled) == 1


def test_of_many_at_once_one_compiles(tmp_path: Path, compiled: list[int]) -> None:
    pytest.importorskip("fcntl", reason="only there processes wait for each other")
    path = tmp_path / "g.bin"
    with ThreadPoolExecutor(4) as pool:
        sizes = list(pool.map(lambda _: build.opened(path).size, range(4)))
    assert sizes == [1, 1, 1, 1]
    assert len(compiled) == 1


def test_without_locks_several_compile_and_all_can_read(tmp_path: Path, compiled: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fcntl", None)
    path = tmp_path / "g.bin"
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(lambda _: build.opened(path).size, range(3))) == [1, 1, 1]


def test_what_goes_wrong_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(progress: Progress) -> list[Row]:
        return [ROW._replace(kind="planet")]  # type: ignore[arg-type]

    monkeypatch.setattr(build, "rows", broken)
    with pytest.raises(ValueError, match="not in tuple"):
        build.compile_to(tmp_path / "g.bin")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, compiled: list[int]) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ResourceError, match="KHRONIKA_CACHE"):
        build.opened(tmp_path / "file" / "g.bin")


def test_the_folder_is_the_users_choice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KHRONIKA_CACHE", str(tmp_path))
    assert build.cache_folder() == tmp_path


@pytest.mark.parametrize(("platform", "variable", "end"), [("linux", "XDG_CACHE_HOME", "khronika"), ("win32", "LOCALAPPDATA", "Cache")])
def test_otherwise_the_platforms(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, platform: str, variable: str, end: str) -> None:
    monkeypatch.delenv("KHRONIKA_CACHE", raising=False)
    monkeypatch.setattr(build.sys, "platform", platform)
    monkeypatch.setenv(variable, str(tmp_path))
    assert build.cache_folder().name == end
    assert tmp_path in build.cache_folder().parents


def test_the_name_changes_with_what_it_is_made_from(monkeypatch: pytest.MonkeyPatch) -> None:
    before = build.fingerprint()
    monkeypatch.setattr(build, "VERSION", "another")
    assert build.fingerprint() != before


def test_no_progress_is_shown_where_there_is_no_terminal(capfd: pytest.CaptureFixture[str], tmp_path: Path, compiled: list[int]) -> None:
    build.compile_to(tmp_path / "g.bin")
    assert capfd.readouterr() == ("", "")


def test_others_may_read_it(tmp_path: Path, compiled: list[int]) -> None:
    build.compile_to(tmp_path / "g.bin")
    assert os.stat(tmp_path / "g.bin").st_mode & 0o444 == 0o444
