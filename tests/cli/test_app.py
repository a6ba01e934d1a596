from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

import khronika
from khronika.cli.app import VERBS, app


def test_version():
    assert CliRunner().invoke(app, ["--version"], prog_name="khronika").stdout == f"khronika {khronika.__version__}\n"


def test_help_names_every_command_with_examples():
    shown = CliRunner().invoke(app, ["--help"], prog_name="khronika").stdout
    assert all(verb in shown for verb in VERBS)
    assert "Examples:" in shown


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_has_help_for_each_option(verb):
    command = app.get_command(None, verb)
    commands = [command, *getattr(command, "commands", {}).values()]
    for one in commands:
        assert one.help
        assert [p.name for p in one.params if isinstance(p, click.Option) and not p.help] == []


def test_an_unknown_command():
    done = CliRunner().invoke(app, ["nothing"], prog_name="khronika")
    assert done.exit_code == 2
    assert "nothing" in done.stderr


def test_help_loads_nothing_heavy():
    heavy = ["spacy", "numpy", "rich", "khronika.pipeline", "khronika.read"]
    script = f"""
import sys
from khronika.cli.app import app
for arguments in (["--help"], ["code", "--help"], ["explain", "--help"]):
    try:
        app.main(arguments, prog_name="khronika")
    except SystemExit:
        pass
print([name for name in {heavy} if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"
