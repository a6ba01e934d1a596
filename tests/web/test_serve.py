"""`khronika serve`, `user`, `token`, `audit` as a person calls them: real processes, a real port."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from khronika.cli.app import app
from khronika.store import accounts, open_chronicle
from khronika.web import passwords

SECRET = "correct horse battery"
ENVIRONMENT = os.environ | {"PYTHONPATH": os.getcwd()}


def call(*arguments, given=None):
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=given)


@contextmanager
def running(*arguments):
    """A server of its own; its process and what it said first."""
    process = subprocess.Popen(
        [sys.executable, "-m", "khronika", "serve", *map(str, arguments)], stderr=subprocess.PIPE, text=True, env=ENVIRONMENT
    )  # fmt: skip
    try:
        yield process, process.stderr.readline()
    finally:
        process.kill()
        process.communicate()


def test_serving_until_ctrl_c(chronicle):
    with running("--on", chronicle, "--port", 0) as (process, said):
        address = re.fullmatch(r"khronika: (http://127\.0\.0\.1:\d+) – stop with Ctrl-C\n", said)[1]
        with urllib.request.urlopen(f"{address}/api/v1/incidents", timeout=20) as answer:
            assert len(json.load(answer)["rows"]) == 2
        taken = call("serve", "--on", chronicle, "--port", address.rsplit(":", 1)[1])
        assert taken.exit_code == 2
        assert re.fullmatch(
            r"khronika: 127\.0\.0\.1, port \d+: cannot be listened on \(address already in use\); choose another .*\n", taken.stderr
        )
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert time.monotonic() - began < 8
        assert process.stderr.read() == "khronika: stopped\n"
    with open_chronicle(chronicle) as opened:  # nothing is locked
        accounts.note(opened, None, "x", None, None)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org"])
def test_other_addresses_demand_accounts(chronicle, host):
    told = call("serve", "--on", chronicle, "--host", host)
    assert told.exit_code == 2
    assert "nobody has an account; make one with `khronika user add" in told.stderr
    assert told.stderr.count("\n") == 1


def test_with_accounts_another_address_is_served(staffed):
    with running("--on", staffed, "--host", "0.0.0.0", "--port", 0) as (process, said):
        port = re.search(r":(\d+) ", said)[1]
        assert "https only" in process.stderr.readline()
        request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/events")
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(request, timeout=20)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--host", "192.0.2.1"], "cannot be listened on"), (["--host", "no host at all"], "there is no such address"),
        (["--certificate", "none.pem"], "a certificate needs its key"),
        (["--certificate", "none.pem", "--key", "none.pem"], "there is no such file"),
        (["--url", "chronicle.example"], "is no address of a page"), (["--url", "https://a.example/path"], "is no address of a page"),
        (["--url", "javascript:x"], "is no address of a page"),
    ],
)  # fmt: skip
def test_wrong_calls_are_told_in_one_line(staffed, arguments, message):
    told = call("serve", "--on", staffed, *arguments)
    assert told.exit_code == 2
    assert message in told.stderr
    assert told.stderr.count("\n") == 1


def test_a_certificate_that_is_none(staffed, tmp_path):
    path = tmp_path / "cert.pem"
    path.write_text("no certificate")
    told = call("serve", "--on", staffed, "--port", 0, "--certificate", path, "--key", path)
    assert told.exit_code == 2
    assert "cannot be used" in told.stderr


def test_there_is_no_such_chronicle(tmp_path):
    told = call("serve", "--on", tmp_path / "none.db")
    assert (told.exit_code, told.stderr.count("\n")) == (2, 1)
    assert list(tmp_path.iterdir()) == []


def test_users(chronicle):
    assert "nobody has an account" in call("user", "list", "--on", chronicle).stderr
    assert "is too short" in call("user", "add", "Ann", "--role", "reader", "--to", chronicle, given="short\n").stderr
    assert "standard input" in call("user", "add", "Ann", "--role", "reader", "--to", chronicle, given="").stderr
    assert call("user", "add", "Ann", "--role", "owner", "--to", chronicle, given=SECRET).exit_code == 2
    assert call("user", "add", "Ann", "--role", "reader", "--to", chronicle, given=f"{SECRET}\n").exit_code == 0
    assert call("user", "add", "ann", "--role", "reader", "--to", chronicle, given=f"{SECRET}\n").exit_code == 2
    assert call("user", "role", "ann", "--role", "admin", "--to", chronicle).stderr == "khronika: Ann may use the page as admin\n"
    assert call("user", "password", "ann", "--to", chronicle, given="another long one\r\n").exit_code == 0
    with open_chronicle(chronicle) as opened:
        account, _ = accounts.reader(opened, "Ann")
    assert passwords.verified(account.password, "another long one")
    listed = call("user", "list", "--on", chronicle, "--format", "jsonl")
    assert (json.loads(listed.stdout)["name"], json.loads(listed.stdout)["role"]) == ("Ann", "admin")
    assert "argon2" not in listed.stdout
    assert call("user", "remove", "Ann", "--to", chronicle).exit_code == 0
    assert call("user", "remove", "Ann", "--to", chronicle).exit_code == 1


def test_a_password_is_asked_for_twice_at_a_terminal(chronicle):
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "khronika", "user", "add", "Ann", "--role", "reader", "--to", chronicle]
    with subprocess.Popen(command, stdin=theirs, stderr=subprocess.PIPE, start_new_session=True, env=ENVIRONMENT) as process:
        said = b""
        for question in (b"Password: ", b"Once more: "):
            while not said.endswith(question):
                said += process.stderr.read(1)
            time.sleep(0.1)  # the terminal forgets what is typed before it listens
            os.write(ours, f"{SECRET}\n".encode())
        said += process.stderr.read()
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0, said
    assert SECRET.encode() not in said
    with open_chronicle(chronicle) as opened:
        assert passwords.verified(accounts.all_users(opened)[0].password, SECRET)


def test_tokens(staffed):
    assert "there are no tokens" in call("token", "list", "--on", staffed).stderr
    made = call("token", "add", "vera", "--scope", "judge", "--label", "weekly report", "--days", 30, "--to", staffed)
    _, token_id, secret = made.stdout.strip().split("_", 2)
    listed = call("token", "list", "--on", staffed, "--format", "csv").stdout
    assert [token_id in listed, "Vera" in listed, "weekly report" in listed, secret in listed] == [True, True, True, False]
    assert call("token", "add", "Nobody", "--scope", "read", "--to", staffed).exit_code == 1
    assert call("token", "revoke", token_id, "--to", staffed).exit_code == 0
    assert call("token", "revoke", token_id, "--to", staffed).exit_code == 1


def test_the_audit_log(staffed, chronicle):
    assert call("token", "add", "Vera", "--scope", "read", "--to", staffed).exit_code == 0
    lines = call("audit", "--on", staffed, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["what"] for line in lines] == ["token added", *["user added"] * 3]
    assert json.loads(lines[0])["address"] == "command line"
    assert len(call("audit", "--on", staffed, "--format", "csv", "--limit", 2).stdout.splitlines()) == 3
    assert "token added" in call("audit", "--on", staffed).stdout


def test_a_waiting_port_is_free_again(chronicle):
    """A server that was stopped can be started again on its port at once."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    for _ in range(2):
        with running("--on", chronicle, "--port", port) as (process, said):
            assert f":{port} " in said
            urllib.request.urlopen(f"http://127.0.0.1:{port}/static/style.css", timeout=20).close()
            process.send_signal(signal.SIGTERM)
            process.wait(10)
