"""`khronika watch` as a person calls it, and as a process that is killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from khronika.cli.app import app
from khronika.store import open_chronicle, runs
from tests.watch.site import Site, answer
from tests.watch.test_rounds import SENTENCE, texts

FAKES = Path(__file__).parents[1] / "cli" / "conftest.py"
SCRIPT = f"""
import importlib.util
spec = importlib.util.spec_from_file_location("fakes", {str(FAKES)!r})
fakes = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fakes)
from khronika import pipeline
from khronika.cli import main
pipeline.default_stages = lambda settings: (fakes.FakeStage(),)
pipeline.analyse_many = fakes.fake_analyses
main()
"""
QUICK = 'pause = "0s"\nevery = "1h"\nsince = "9999d"\nrevisit = []\n'


def write_plan(folder: Path, site: Site, more: str = "", **given: str) -> Path:
    path = folder / "sources.toml"
    watch = "".join(f"{name} = {value}\n" for name, value in given.items())
    path.write_text(f'[watch]\n{QUICK}allow = ["{site.host}"]\n{watch}[[source]]\nfeed = "{site.url("/feed")}"\n{more}')
    return path


def publish(site: Site, count: int) -> None:
    site.feed("/feed", *(f"/{number}" for number in range(count)))
    for number in range(count):
        site.article(f"/{number}", SENTENCE, title=f"Report {number}")


def start(*arguments: object) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, "watch", *map(str, arguments)], stderr=subprocess.PIPE, text=True, env=environment
    )  # fmt: skip


def wait_until(ready, process: subprocess.Popen[str]) -> None:
    for _ in range(1_500):
        if ready():
            return
        if process.poll() is not None:
            break
        time.sleep(0.02)
    process.kill()
    pytest.fail(f"it did not come; {process.communicate()[1]}")


@pytest.fixture
def khronika(coder, monkeypatch, tmp_path):
    from khronika import pipeline

    monkeypatch.setattr(pipeline, "default_stages", lambda settings: coder.stages)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, **environment: str) -> Result:
        return CliRunner().invoke(app, ["watch", *map(str, arguments)], prog_name="khronika", env=environment)

    return run


def test_once_stores_and_its_exit_code_tells(site, tmp_path, khronika):
    publish(site, 2)
    plan = write_plan(tmp_path, site)
    result = khronika(plan, "--to", "c.db", "--once")
    assert result.exit_code == 0, result.output
    assert "2 articles and 2 events stored" in result.stderr
    assert khronika(plan, "--to", "c.db", "--once").exit_code == 0
    site.feed("/feed", "/none")
    result = khronika(plan, "--to", "c.db", "--once")
    assert result.exit_code == 1
    assert "/none: answers with status 404" in result.stderr
    assert "0 articles and 0 events stored; 1 failure, as told above" in result.stderr


def test_a_dry_run_prints_and_leaves_no_trace(site, tmp_path, khronika):
    publish(site, 2)
    site.pages["/robots.txt"] = answer("User-agent: *\nDisallow: /1", kind="text/plain")
    plan = write_plan(tmp_path, site)
    result = khronika(plan, "--to", "c.db", "--dry-run")
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{site.url('/0')}\t{site.url('/feed')}\n"
    assert "/1: robots.txt forbids to fetch it; it would be left out" in result.stderr
    assert not (tmp_path / "c.db").exists()
    assert site.paths() == ["/feed"]
    khronika(plan, "--to", "c.db", "--once")
    site.feed("/feed", "/0", "/2")
    result = khronika(plan, "--to", "c.db", "--dry-run")
    assert result.stdout == f"{site.url('/2')}\t{site.url('/feed')}\n"
    site.pages["/feed"] = answer("", 500)
    result = khronika(plan, "--dry-run")
    assert (result.exit_code, result.stdout) == (1, "")


def test_the_file_is_checked(site, tmp_path, khronika):
    plan = write_plan(tmp_path, site, '[[alert]]\nname = "a"\nwebhook = "https://example.org/"\nsecret_env = "TEST_SECRET"\n')
    result = khronika(plan, "--check")
    assert result.exit_code == 2
    assert "the environment variable TEST_SECRET is not set: the secret of alert 'a'" in result.stderr
    result = khronika(plan, "--check", TEST_SECRET="x")
    assert result.exit_code == 0
    assert "1 source, 1 alert; no faults" in result.stderr
    assert khronika(plan, "--to", "c.db").exit_code == 2
    plan.write_text(plan.read_text() + "tpye = 3\n")
    result = khronika(plan, "--to", "c.db", TEST_SECRET="x")
    assert result.exit_code == 2
    assert f"{plan}:13: alert has no setting 'tpye'; do you mean 'type'?" in result.stderr
    assert not (tmp_path / "c.db").exists()
    assert site.log == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.toml", "--to", "c.db"], "none.toml: cannot be read (No such file or directory)"),
        (["sources.toml"], "no chronicle is given"),
        (["sources.toml", "--once", "--check"], "exclude one another"),
        (["sources.toml", "--to", "no/c.db"], "there is no such folder"),
        ([], "Missing argument"),
    ],
)
def test_calls_that_are_wrong(arguments, words, site, tmp_path, khronika):
    write_plan(tmp_path, site)
    result = khronika(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_watching_at_once_and_in_order(number, site, tmp_path):
    publish(site, 3)
    site.pages["/1"] = lambda handler: site.over.wait()
    process = start(write_plan(tmp_path, site), "--to", tmp_path / "c.db")
    wait_until(lambda: "/1" in site.paths(), process)
    process.send_signal(number)
    told = process.communicate(timeout=10)[1]
    assert process.returncode == 130, told
    assert "Traceback" not in told
    assert "stopped; what was stored is whole" in told
    assert "failure" not in told
    with open_chronicle(str(tmp_path / "c.db")) as chronicle:
        assert runs.all_runs(chronicle)[0]["state"] == "stopped"
        assert len(texts(chronicle)) == 1
    publish(site, 3)
    process = start(tmp_path / "sources.toml", "--to", tmp_path / "c.db", "--once")
    assert process.wait(20) == 0
    process.communicate()
    with open_chronicle(str(tmp_path / "c.db")) as chronicle:
        assert len(texts(chronicle)) == 3
    assert site.paths().count("/0") == 1


def test_asleep_it_wakes_for_a_signal_and_keeps_others_out(site, tmp_path):
    publish(site, 1)
    process = start(write_plan(tmp_path, site), "--to", tmp_path / "c.db")
    wait_until(lambda: "/0" in site.paths(), process)
    second = start(tmp_path / "sources.toml", "--to", tmp_path / "c.db", "--once")
    told = second.communicate(timeout=20)[1]
    assert (second.returncode, "is being watched by another run" in told) == (2, True), told
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 130
    process.communicate()


@pytest.mark.parametrize(("engine", "kills"), [("sqlite", 3), ("postgresql", 1)])
def test_killed_again_and_again_it_loses_nothing_and_takes_nothing_twice(engine, kills, request, site, tmp_path):
    address = request.getfixturevalue("postgresql").fresh() if engine == "postgresql" else str(tmp_path / "c.db")
    count = 24
    publish(site, count)
    site.pages["/hook"] = answer("ok")
    alert = f'[[alert]]\nname = "a"\nof = "events"\nwebhook = "{site.url("/hook")}"\nsecret_env = "PATH"\n'
    plan = write_plan(tmp_path, site, alert, merge_every='"0s"', host_at_once="2")
    for kill in range(kills):
        process = start(plan, "--to", address)
        asked = min(len(site.log) + random.Random(kill).randrange(3, 12), count)
        wait_until(lambda asked=asked: len(site.log) >= asked, process)
        time.sleep(random.Random(kill).random() / 20)
        process.kill()
        process.communicate()
    process = start(plan, "--to", address, "--once")
    told = process.communicate(timeout=60)[1]
    assert process.returncode == 0, told
    with open_chronicle(address) as chronicle:
        found = texts(chronicle)
        assert sorted(url for url, *_ in found) == sorted(site.url(f"/{number}") for number in range(count))
        assert {(edition, current) for _, edition, current, _ in found} == {(1, 1)}
    # At a kill, no more than what was at hand is fetched or sent again, and a message that is sent again is known by its delivery.
    pages = [path for path in site.paths() if path not in ("/feed", "/hook")]
    assert len(pages) <= count + kills * 4
    sent = [json.loads(body) for body in site.bodies]
    messages = {message["id"] for body in sent for message in body["messages"]}
    assert len(messages) == len({body["delivery"] for body in sent}) == count
    assert len(sent) <= count + kills
