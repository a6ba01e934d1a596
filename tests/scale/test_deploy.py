"""The services that the page on deployment shows are ones that systemd takes, and their commands exist."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from khronika.cli.app import VERBS

PAGE = (Path(__file__).parents[2] / "docs" / "deploy.md").read_text("utf-8")
UNITS = re.findall(r"`/etc/systemd/system/([\w-]+\.service)`.*?```ini\n(.*?)```", PAGE, re.S)


def test_there_are_two_services():
    assert [name for name, _ in UNITS] == ["khronika-serve.service", "khronika-watch.service"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
@pytest.mark.parametrize(("name", "text"), UNITS, ids=lambda value: value if value.endswith(".service") else "")
def test_systemd_takes_them(name, text, tmp_path):
    # The program and the user of the page are not on this machine; what systemd says of the rest counts.
    text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.M)
    text = re.sub(r"^User=.*$", "User=root", text, flags=re.M)
    unit = tmp_path / name
    unit.write_text(text)
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if name in line]
    assert said == []


def test_every_command_of_the_page_exists():
    called = set(re.findall(r"(?:^|bin/|&& |auto |`)khronika ([a-z]+)", PAGE, re.M))
    assert {"serve", "watch", "code", "add", "migrate"} <= called <= set(VERBS)
