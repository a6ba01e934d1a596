"""Partitions in an object store: a real server that speaks S3 over HTTP, on this machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator

import boto3
import fsspec
import pytest
from moto.server import ThreadedMotoServer

from khronika.errors import UsageError
from khronika.scale.files import Folder
from khronika.scale.partitions import EVENTS, FAILURES, MARKER, partitions

SENTENCES = ("Police arrested {n} protesters in Minsk.", "Troops freed {n} hostages.", "The minister condemned the attack that killed {n}.")
SOURCE, OUTPUT = "s3://news/archive", "s3://coded/out"


def lines(first: int, count: int) -> bytes:
    made = ({"id": f"a{n}", "text": SENTENCES[n % 3].format(n=n + 5), "language": "en"} for n in range(first, first + count))
    return b"".join(json.dumps(line).encode() + b"\n" for line in made)


class Store:
    """The server's buckets as another program sees them: `news`, and `coded`, which keeps every version of what is written."""

    def __init__(self, address: str) -> None:
        self.client = boto3.client("s3", endpoint_url=address)
        self.client.create_bucket(Bucket="news")
        self.client.create_bucket(Bucket="coded")
        self.client.put_bucket_versioning(Bucket="coded", VersioningConfiguration={"Status": "Enabled"})

    def put(self, name: str, data: bytes) -> None:
        self.client.put_object(Bucket="news", Key=f"archive/{name}", Body=data)

    def written(self) -> Counter[str]:
        """How often each file of the output was written."""
        found = self.client.list_object_versions(Bucket="coded")
        return Counter(version["Key"].removeprefix("out/") for version in found.get("Versions", ()))

    def read(self, name: str) -> bytes:
        data: bytes = self.client.get_object(Bucket="coded", Key=f"out/{name}")["Body"].read()
        return data

    def buckets(self) -> set[str]:
        return {bucket["Name"] for bucket in self.client.list_buckets()["Buckets"]}


@pytest.fixture
def store(monkeypatch, tmp_path) -> Iterator[Store]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    # Nothing of whoever runs the tests.
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    yield Store(address)
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    server.stop()


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-W", "ignore", "-m", "khronika", "code", "--input", SOURCE, "--output", OUTPUT, *arguments]


def khronika(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, text=True, check=False)


def test_both_engines_write_the_same_and_nothing_is_done_twice(store):
    store.put("a.jsonl", lines(0, 2) + b"{broken\n")
    store.put("sub/b.jsonl", lines(2, 3))
    done = khronika("--engine", "local", "--jobs", "1")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "1 input could not be coded" in done.stderr
    names = {name + suffix for name in ("a.jsonl", "sub/b.jsonl") for suffix in (EVENTS, FAILURES, MARKER)}
    assert store.written() == dict.fromkeys(names, 1)
    assert json.loads(store.read("a.jsonl" + FAILURES))["where"] == "a.jsonl:3"
    rows = {name: store.read(name) for name in names}
    assert rows["sub/b.jsonl" + EVENTS].count(b"\n") >= 3
    # Ray finds it done; another version of a file is done again, and only that.
    store.put("a.jsonl", lines(0, 2))
    again = khronika("--engine", "ray", "--jobs", "1")
    assert (again.returncode, "1 partition of 2 done before" in again.stderr) == (0, True), again.stderr
    assert store.written() == {name: 1 + name.startswith("a.") for name in names}
    assert {name: store.read(name) for name in names if name.endswith(EVENTS)} == {n: d for n, d in rows.items() if n.endswith(EVENTS)}


def test_a_run_that_was_killed_goes_on_where_it_stopped(store):
    names = [f"{n}.jsonl" for n in range(6)]
    for number, name in enumerate(names):
        store.put(name, lines(number * 300, 300))
    with subprocess.Popen(command("--jobs", "2"), stderr=subprocess.DEVNULL, start_new_session=True) as running:
        deadline = time.monotonic() + 90
        while not any(name.endswith(MARKER) for name in store.written()) and time.monotonic() < deadline:
            time.sleep(0.1)
        os.killpg(running.pid, signal.SIGKILL)
    before = store.written()
    marked = {name.removesuffix(MARKER) for name in before if name.endswith(MARKER)}
    assert 0 < len(marked) < len(names)
    again = khronika("--jobs", "2")
    assert again.returncode == 0, again.stderr
    assert f"{len(marked)} partition" in again.stderr
    after = store.written()
    for name in names:
        assert after[name + MARKER] == 1
        # Of a partition that was being written when the run died, files without a marker are written once more.
        assert after[name + EVENTS] == 1 + (name not in marked and before[name + EVENTS])


def test_what_a_store_refuses_is_told(store, monkeypatch):
    assert partitions_fault("s3://nws/archive") == "s3://nws/archive: there is no bucket 'nws'; check its name, or make it"
    assert "there is no such folder" in partitions_fault("s3://news/archives")
    store.put("a.jsonl", lines(0, 1))
    assert "is a file" in partitions_fault("s3://news/archive/a.jsonl")
    done = khronika("--output", "s3://cded/out")
    assert (done.returncode, "there is no bucket 'cded'" in done.stderr) == (2, True), done.stderr
    # No bucket is made of a misspelt name, neither now nor where a run is under way.
    with pytest.raises(FileNotFoundError):
        Folder("s3://cded/out").put(__file__, "x")
    assert store.buckets() == {"news", "coded"}


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [("AWS_ENDPOINT_URL", "http://127.0.0.1:1", "Could not connect"), ("AWS_SECRET_ACCESS_KEY", None, "redentials")],
)
def test_without_a_server_or_credentials_that_is_told(store, monkeypatch, name, value, told):
    store.put("a.jsonl", lines(0, 1))
    monkeypatch.setattr(fsspec.get_filesystem_class("s3"), "retries", 1)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    if value:
        monkeypatch.setenv(name, value)
    else:
        monkeypatch.delenv(name)
    fault = partitions_fault(SOURCE)
    assert fault.startswith(f"{SOURCE}: cannot be read (")
    assert told in fault
    with pytest.raises(OSError, match=told):
        Folder(SOURCE).read("a.jsonl")


def partitions_fault(url: str) -> str:
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    with pytest.raises(UsageError) as error:
        partitions(Folder(url))
    return str(error.value)
