"""Reading `sources.toml`: every fault is told, with its line, before anything is asked."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from khronika.errors import UsageError
from khronika.model import Failure
from khronika.store import Filters
from khronika.watch.address import AddressError, Guard, plain
from khronika.watch.plan import Alert, Plan, Smtp, Source, Watch
from khronika.watch.values import ALERT, FILTERS, SMTP, SOURCE, WATCH, Read, WrongError

HEADER = re.compile(r"\s*\[\[?\s*([A-Za-z0-9_.-]+)\s*\]\]?")
KEY = re.compile(r"\s*[\"']?([A-Za-z0-9_-]+)[\"']?\s*=")
SYNTAX_LINE = re.compile(r"\(at line (\d+), column \d+\)")
LARGEST = 1_000_000


SECTIONS = {"watch": False, "smtp": False, "source": True, "alert": True}


def read_plan(path: Path) -> tuple[Plan | None, list[Failure]]:
    """The plan of a file, or its faults, each with its line. Raises UsageError if it cannot be read."""
    try:
        data = path.read_bytes()
        text = data[: LARGEST + 1].decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"cannot be read ({error.strerror})", where=str(path), advice="give a TOML file; see docs/watch.md") from None
    except UnicodeDecodeError:
        raise UsageError("is not in UTF-8", where=str(path), advice="save it as UTF-8") from None
    if len(data) > LARGEST:
        raise UsageError(f"is larger than {LARGEST:,} bytes", where=str(path), advice="give a file that names sources")
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = SYNTAX_LINE.search(str(error))
        where = f"{path}:{line[1] if line else text.count(chr(10)) + 1}"
        return None, [Failure(f"is no TOML ({SYNTAX_LINE.sub('', str(error)).strip()})", where, "mend the line", stage="watch")]
    reader = _Reader(str(path), text, path.absolute().parent)
    plan = reader.plan(content)
    return (None if reader.faults else plan), sorted(reader.faults, key=lambda fault: int(fault.where.rpartition(":")[2]))


class _Reader:
    """Reads the sections; gathers the faults."""

    def __init__(self, name: str, text: str, folder: Path) -> None:
        self.name, self.folder = name, folder
        self.faults: list[Failure] = []
        self.lines = _lines(text)

    def plan(self, content: Mapping[str, Any]) -> Plan:
        """The plan; it counts only if no faults were found."""
        for section, value in content.items():
            if section not in SECTIONS:
                self._fault(
                    (section, 0, "") if (section, 0, "") in self.lines else ("", 0, section),
                    f"there is no section or setting {section!r}",
                    _advice(section, SECTIONS),
                )
            elif SECTIONS[section] != isinstance(value, list) or not all(
                isinstance(x, dict) for x in (value if SECTIONS[section] else [value])
            ):
                shape = f"[[{section}]]" if SECTIONS[section] else f"[{section}]"
                self._fault((section, 0, ""), f"the section is written {shape}", "see examples/sources.toml")
        watch = Watch(**self._values("watch", 0, self._section(content, "watch"), WATCH))
        mail = self._section(content, "smtp")
        smtp = self._smtp(mail) if mail else None
        sources = [self._source(n, x, watch) for n, x in enumerate(self._tables(content, "source"))]
        alerts = [self._alert(n, x, watch, smtp) for n, x in enumerate(self._tables(content, "alert"))]
        if not sources and not self.faults:
            self._fault(("", 0, ""), "there is no [[source]]", 'add one: [[source]] and feed = "https://…"')
        self._twice("source", [source.url if source else None for source in sources], "address")
        self._twice("alert", [alert.name if alert else None for alert in alerts], "name")
        return Plan(tuple(filter(None, sources)), watch, smtp, tuple(filter(None, alerts)))

    def _section(self, content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        value = content.get(name, {})
        return value if isinstance(value, dict) else {}

    def _tables(self, content: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
        value = content.get(name, [])
        return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []

    def _fault(self, place: tuple[str, int, str], what: str, advice: str) -> None:
        section, number, _ = place
        line = self.lines.get(place) or self.lines.get((section, number, "")) or 1
        self.faults.append(Failure(what, f"{self.name}:{line}", advice, stage="watch"))

    def _values(self, section: str, number: int, given: Mapping[str, Any], known: Mapping[str, Read]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, value in given.items():
            if name not in known:
                self._fault((section, number, name), f"{section} has no setting {name!r}", _advice(name, known))
                continue
            try:
                values[name] = known[name](value)
            except WrongError as error:
                what, _, advice = str(error).partition("; ")
                self._fault((section, number, name), f"{name} = {_shown(value)} {what}", advice or "see docs/watch.md")
        return values

    def _source(self, number: int, given: Mapping[str, Any], watch: Watch) -> Source | None:
        values = self._values("source", number, given, SOURCE)
        if len({"feed", "sitemap"} & given.keys()) != 1:
            self._fault(
                ("source", number, ""), "a source has either a feed or a sitemap", 'write feed = "https://…" or sitemap = "https://…"'
            )
            return None
        kind = "feed" if "feed" in given else "sitemap"
        url = self._address(("source", number, kind), values.pop(kind, None), watch)
        if url is None:
            return None
        usual = {name: getattr(watch, name) for name in ("every", "pause", "most", "since")}
        return Source(kind=kind, url=url, **{**usual, **values})  # type: ignore[arg-type]

    def _address(self, place: tuple[str, int, str], url: str | None, watch: Watch) -> str | None:
        """The address as it is kept, if it may be asked."""
        if url is None:
            return None
        try:
            Guard.of(watch.allow).target(url)
            return plain(url)
        except AddressError as error:
            self._fault(place, f"{place[2]} = {_shown(url)}: {error}", 'give an address such as "https://example.org/feed"')
            return None

    def _smtp(self, given: Mapping[str, Any]) -> Smtp:
        values = self._values("smtp", 0, given, SMTP)
        for name in ("host", "sender"):
            if name not in given:
                self._fault(("smtp", 0, ""), f"[smtp] has no {name}", f'write {name} = "…"')
        if bool(values.get("user_env")) != bool(values.get("password_env")):
            self._fault(("smtp", 0, ""), "user_env and password_env go together", "name both, or neither")
        if values.get("security") == "none" and values.get("user_env"):
            self._fault(("smtp", 0, "security"), "a password would go over the wire in the clear", 'write security = "starttls" or "ssl"')
        ports = {"starttls": 587, "ssl": 465, "none": 25}
        return Smtp(**{"port": ports.get(values.get("security", "starttls"), 25), **values})

    def _alert(self, number: int, given: Mapping[str, Any], watch: Watch, smtp: Smtp | None) -> Alert | None:
        values = self._values("alert", number, given, ALERT)
        place = ("alert", number, "")
        if "name" not in given:
            self._fault(place, "an alert has no name", 'write name = "…"; it stands in what is sent')
        if not {"email", "webhook", "atom"} & given.keys():
            self._fault(place, "an alert goes nowhere", "give it email, webhook or atom")
        if "email" in given and smtp is None:
            self._fault(("alert", number, "email"), "e-mail needs a section [smtp]", "add one; see examples/sources.toml")
        if "webhook" in given and "secret_env" not in given:
            self._fault(("alert", number, "webhook"), "a webhook needs a secret to sign with", 'write secret_env = "NAME" of a variable')
        filters = self._filters(number, {name: values.pop(name) for name in FILTERS if name in values})
        if "webhook" in values:
            self._address(("alert", number, "webhook"), values["webhook"], watch)
        if "atom" in values:
            values["atom"] = self.folder / values["atom"]
            if not values["atom"].parent.is_dir():
                self._fault(("alert", number, "atom"), f"there is no folder {values['atom'].parent}", "make it first")
        return Alert(filters=filters, **values) if "name" in values else None

    def _filters(self, number: int, values: Mapping[str, Any]) -> Filters:
        found = Filters()
        for name, value in values.items():
            try:
                found = Filters(**{name: value})
                _ = found.groups, found.days()
            except UsageError as error:
                self._fault(("alert", number, name), error.what, error.advice)
        return Filters(**values)

    def _twice(self, section: str, names: Sequence[str | None], noun: str) -> None:
        for number, name in enumerate(names):
            if name is not None and name in names[:number]:
                first = self.lines.get((section, names.index(name), ""), 1)
                self._fault((section, number, ""), f"the {noun} {_shown(name)} stands in line {first} already", "take one of them out")


def _lines(text: str) -> dict[tuple[str, int, str], int]:
    """Line of each section (with the key "") and of each key in it, by section and which of its kind it is."""
    found: dict[tuple[str, int, str], int] = {}
    counts: dict[str, int] = {}
    section, number = "", 0
    for line, words in enumerate(text.splitlines(), 1):
        if match := HEADER.match(words):
            section = match[1]
            number = counts.get(section, 0)
            counts[section] = number + 1
            found.setdefault((section, number, ""), line)
        elif match := KEY.match(words):
            found.setdefault((section, number, match[1]), line)
    return found


def _advice(name: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"do you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:79] + "…"
