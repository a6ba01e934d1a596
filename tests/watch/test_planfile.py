"""Reading sources.toml: what is right, and what is told of what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from khronika.errors import UsageError
from khronika.watch.planfile import read_plan
from khronika.watch.values import ALERT, SMTP, SOURCE, WATCH

ROOT = Path(__file__).resolve().parents[2]
SOURCE_LINES = '[[source]]\nfeed = "https://example.org/feed"\n'


MAIL = SOURCE_LINES + '[smtp]\nhost = "a"\nsender = "a@b.example"\n'
HOOK = SOURCE_LINES + '[[alert]]\nname = "a"\nwebhook = "https://a.example/"\n'


def faults(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "s.toml"
    path.write_text(text)
    plan, found = read_plan(path)
    assert (plan is None) is bool(found)
    return [f"{fault.where.rpartition(':')[2]}: {fault.what}; {fault.advice}" for fault in found]


def test_the_example_is_right_and_shows_what_there_is():
    plan, found = read_plan(ROOT / "examples" / "sources.toml")
    assert found == []
    assert plan is not None
    assert [source.kind for source in plan.sources] == ["feed", "sitemap"]
    assert plan.sources[1].every == 3_600
    assert plan.sources[1].pause == plan.watch.pause == 2
    assert plan.smtp is not None
    assert plan.smtp.port == 587
    assert [alert.channels for alert in plan.alerts] == [("email",), ("webhook",), ("atom",)]
    assert set(plan.secrets) == {"KHRONIKA_SMTP_USER", "KHRONIKA_SMTP_PASSWORD", "KHRONIKA_WEBHOOK_SECRET"}


def test_every_setting_is_documented():
    text = (ROOT / "docs" / "watch.md").read_text("utf-8")
    assert [name for known in (WATCH, SOURCE, SMTP, ALERT) for name in known if f"`{name}`" not in text] == []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "there is no [[source]]; add one"),
        ("[watch\n", 1, "is no TOML"),
        ("[watch]\n\npause = \n", 3, "is no TOML"),
        (SOURCE_LINES + "\nx = 1", 4, "source has no setting 'x'; known: feed"),
        (SOURCE_LINES + 'publishr = "A"', 3, "do you mean 'publisher'?"),
        (SOURCE_LINES + "[watcher]", 3, "do you mean 'watch'?"),
        ("alert = 3\n" + SOURCE_LINES, 1, "the section is written [[alert]]"),
        ("[source]\nfeed = 'https://example.org/'", 1, "the section is written [[source]]"),
        ('[[source]]\npublisher = "A"', 1, "either a feed or a sitemap"),
        ('[[source]]\nfeed = "https://a.example/"\nsitemap = "https://a.example/"', 1, "either a feed or a sitemap"),
        ('[[source]]\nfeed = "example.org/feed"', 2, "only http and https are asked"),
        ('[[source]]\nfeed = "http://me:x@example.org/"', 2, "holds a user name"),
        ('[[source]]\nfeed = "http://localhost:8080/"', 2, "port 8080 is not asked unless `allow` names it"),
        ('[[source]]\nfeed = "http://2130706433/"', 2, "in a form that is not asked"),
        ('[[source]]\nfeed = "http://a.example/"\nevery = 15', 3, 'every = 15 is no length of time; write it as "30s"'),
        ('[[source]]\nfeed = "http://a.example/"\nevery = "soon"', 3, "is no length of time"),
        ('[[source]]\nfeed = "http://a.example/"\nmost = true', 3, "most = True is no whole number"),
        (SOURCE_LINES + '[[source]]\nfeed = "https://example.org/feed#x"', 3, "stands in line 1 already"),
        ("[watch]\nat_once = 0\n" + SOURCE_LINES, 2, "is no whole number of at least 1"),
        ('[watch]\nallow = ["127.1"]\n' + SOURCE_LINES, 2, "is no host, address or block"),
        ('[watch]\ncontact = "a\\nb"\n' + SOURCE_LINES, 2, "is no text"),
        ('[watch]\ncontact = "Zoë"\n' + SOURCE_LINES, 2, "cannot stand in a request"),
        (SOURCE_LINES + '[[alert]]\nname = "a"', 3, "goes nowhere"),
        (SOURCE_LINES + '[[alert]]\natom = "a.xml"', 3, "an alert has no name"),
        (SOURCE_LINES + '[[alert]]\nname = "a"\natom = "no/a.xml"', 5, "there is no folder"),
        (SOURCE_LINES + '[[alert]]\nname = "a"\nemail = "a@b.example"', 5, "e-mail needs a section [smtp]"),
        (MAIL + '[[alert]]\nname = "a"\nemail = "a@b.example\\nBcc: c@d.example"', 8, "is no e-mail address"),
        (SOURCE_LINES + '[[alert]]\nname = "a"\nwebhook = "https://a.example/"', 5, "needs a secret to sign with"),
        (SOURCE_LINES + '[[alert]]\nname = "a"\nwebhook = "https://a.example:8443/"\nsecret_env = "S"', 5, "port 8443 is not asked"),
        (HOOK + 'secret_env = "my secret!"', 6, "does not belong in this file"),
        (SOURCE_LINES + '[[alert]]\nname = "a"\natom = "a.xml"\ntype = "NOISE"', 6, "there is no type 'NOISE'"),
        (SOURCE_LINES + '[[alert]]\nname = "a"\natom = "a.xml"\ncountry = ["BLR", "Narnia"]', 6, "there is no country 'Narnia'"),
        (SOURCE_LINES + '[[alert]]\nname = "a"\natom = "a.xml"\nsince = "soon"', 6, "is no day"),
        (SOURCE_LINES + '[[alert]]\nname = "a"\natom = "a.xml"\nof = "stories"', 6, "is none of incidents, events"),
        (SOURCE_LINES + '[[alert]]\nname = "a"\natom = "a.xml"\n[[alert]]\nname = "a"\natom = "b.xml"', 6, "the name 'a' stands in line 3"),
        (SOURCE_LINES + '[smtp]\nhost = "a"', 3, "[smtp] has no sender"),
        (SOURCE_LINES + '[smtp]\nhost = "a"\nsender = "a@b.c"\nuser_env = "U"', 3, "go together"),
        (SOURCE_LINES + '[smtp]\nhost = "a"\nsender = "a@b.c"\nuser_env = "U"\npassword_env = "P"\nsecurity = "none"', 8, "in the clear"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(text, line, words, tmp_path):
    found = faults(tmp_path, text)
    assert len(found) == 1, found
    assert found[0].startswith(f"{line}: ")
    assert words in found[0]


def test_all_faults_are_told_at_once_in_order(tmp_path):
    found = faults(tmp_path, '[watch]\npause = 1\nat_once = "x"\n[[source]]\nfeed = "ftp://a.example/"\n[[alert]]\nname = 3\n')
    assert [fault.partition(":")[0] for fault in found] == ["2", "3", "5", "6", "7"]


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(UsageError, match="No such file"):
        read_plan(tmp_path / "no.toml")
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="not in UTF-8"):
        read_plan(tmp_path / "bad.toml")
    (tmp_path / "large.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(UsageError, match="larger than"):
        read_plan(tmp_path / "large.toml")


def test_paths_of_atom_files_are_beside_the_file(tmp_path, monkeypatch):
    (tmp_path / "s.toml").write_text(SOURCE_LINES + '[[alert]]\nname = "a"\natom = "a.xml"\n')
    monkeypatch.chdir(tmp_path.parent)
    plan, _ = read_plan(Path(tmp_path.name) / "s.toml")
    assert plan is not None
    assert plan.alerts[0].atom == tmp_path / "a.xml"
