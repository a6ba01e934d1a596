"""Read the training set's notation: a sentence with its triggers in brackets, then one line an event.

    # minsk-detentions 2020-08-14
    Police [arrested] at least 40 protesters in central Minsk on Friday, a rights group [alleged].
    > COERCE arrest | occurred | who=Police:BLR/COP | whom=at least 40 protesters:BLR/CVL | when=on Friday=2020-08-14 |
      where=central Minsk:BLR | count=arrested:40..:at least 40 | says=a rights group
    > ACCUSE allege | occurred | who=a rights group:BLR/SOC | whom=Police:BLR/COP

(An event stands on one line; it is broken here to fit the page.)  The whole language is described in GUIDE.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MODES: dict[str, tuple[str, ...]] = {
    "AGREE": (),
    "CONSULT": ("visit", "third-party", "multilateral", "phone"),
    "SUPPORT": (),
    "CONCEDE": (),
    "COOPERATE": (),
    "AID": (),
    "RETREAT": ("withdraw", "release", "disarm", "ceasefire", "access", "resign"),
    "REQUEST": ("assist", "change", "yield", "meet"),
    "ACCUSE": ("disapprove", "investigate", "allege"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "THREATEN": ("restrict", "arrest", "relations", "expel", "territory", "violence"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "COERCE": (
        "seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold", "misinformation", "cyber",
    ),
    "ASSAULT": (
        "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms", "explosives",
        "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control", "unconventional",
    ),
    "x-election": (),
    "x-statement": (),
    "x-casualty": (),
}  # fmt: skip
# Extension types of which the guide marks few or none: plain statements ("said"), and what police do short of PLOVER's acts.
UNMARKED = frozenset({"x-statement", "x-policing"})
STATUSES = (
    "occurred", "ongoing", "historical", "planned", "possible", "conditional", "demanded", "threatened", "negated", "denied",
)  # fmt: skip
SECTORS = frozenset("COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC".split())
COUNTS = frozenset("participants arrested released dead injured displaced abducted missing money_usd other".split())
FIELDS = frozenset("who whom when where count says".split())
NEGATIVES = frozenset("sport business metaphor law weather accident crime culture opinion science daily statement history idiom".split())
HEADER = re.compile(r"# (?P<group>[a-z0-9][a-z0-9-]*) (?P<date>\d{4}-\d{2}-\d{2})(?: (?P<language>[a-z]{2}))?$")
ENTITY = re.compile(r"(?P<text>.+?)(?::(?P<country>[A-Z]{3})?(?:/(?P<sector>[A-Z]{3}))?)?(?: \((?P<means>[^()]+)\))?$")
COUNT = re.compile(r"(?P<role>[a-z_]+):(?P<low>\d*)(?P<open>\.\.)?(?P<high>\d*):(?P<text>.+)$")


class NotationError(ValueError):
    """A line that breaks the notation; the message gives file, line, fault and what was expected."""


@dataclass(frozen=True, slots=True)
class Party:
    text: str
    country: str | None
    sector: str | None
    means: str | None


@dataclass(frozen=True, slots=True)
class Count:
    role: str
    low: int | None
    high: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Coded:
    """One event; `start` and `end` are the trigger's offsets in the sentence without brackets."""

    start: int
    end: int
    event_type: str
    modes: tuple[str, ...]
    status: str
    who: tuple[Party, ...] = ()
    whom: tuple[Party, ...] = ()
    when: tuple[str, str, str] | None = None
    where: Party | None = None
    counts: tuple[Count, ...] = ()
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence with its events; `negative` names why a sentence without any is worth learning from."""

    group: str
    date: str
    language: str
    text: str
    events: tuple[Coded, ...]
    negative: str | None
    source: str = field(compare=False)


def part_of(group: str) -> str:
    """Which part a group belongs to, by a hash of its name: one in ten groups tests, the others train."""
    return "test" if hashlib.sha256(group.encode()).digest()[0] % 10 == 0 else "train"


def strip_brackets(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The sentence without brackets and the triggers' offsets; raises ValueError on brackets that do not pair."""
    text, spans, opened = "", [], -1
    for char in marked:
        if char == "[":
            if opened >= 0:
                raise ValueError("a bracket opens inside a bracket")
            opened = len(text)
        elif char == "]":
            if opened < 0 or opened == len(text):
                raise ValueError("a bracket closes that was not opened, or is empty")
            spans.append((opened, len(text)))
            opened = -1
        else:
            text += char
    if opened >= 0:
        raise ValueError("a bracket is not closed")
    return text, spans


def _party(value: str, sentence: str, *, quoted: bool = True) -> Party:
    match = ENTITY.match(value.strip())
    if not match:
        raise ValueError(f"cannot read the entity {value!r}; expected words:COUNTRY/SECTOR (means)")
    text = match["text"].strip()
    if quoted and text not in sentence:
        raise ValueError(f"the words {text!r} are not in the sentence")
    if match["sector"] and match["sector"] not in SECTORS:
        raise ValueError(f"unknown sector {match['sector']!r}")
    return Party(text, match["country"], match["sector"], match["means"])


def _count(value: str, sentence: str) -> Count:
    match = COUNT.match(value.strip())
    if not match or match["role"] not in COUNTS:
        raise ValueError(f"cannot read the count {value!r}; expected role:low..high:words, role one of {sorted(COUNTS)}")
    if match["text"] not in sentence:
        raise ValueError(f"the words {match['text']!r} are not in the sentence")
    low = int(match["low"]) if match["low"] else None
    high = int(match["high"]) if match["high"] else (None if match["open"] else low)
    if low is None and high is None:
        raise ValueError(f"the count {value!r} has no number")
    return Count(match["role"], low, high, match["text"])


def _when(value: str, sentence: str) -> tuple[str, str, str]:
    words, _, dates = value.rpartition("=")
    if words not in sentence or not words:
        raise ValueError(f"the words {words!r} are not in the sentence")
    start, _, end = dates.partition("/")
    for date in (start, end or start):
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}|\.\.", date):
            raise ValueError(f"{date!r} is no date; expected YYYY-MM-DD or YYYY-MM-DD/YYYY-MM-DD")
    return words, start, end or start


def _event(line: str, sentence: str, span: tuple[int, int]) -> Coded:
    parts = [part.strip() for part in line[1:].split(" | ")]
    if len(parts) < 2:
        raise ValueError("an event line has at least a type and a status: > TYPE mode | status | …")
    event_type, *modes = parts[0].split()
    if event_type not in MODES:
        raise ValueError(f"unknown type {event_type!r}")
    for mode in modes:
        if mode not in MODES[event_type]:
            raise ValueError(f"{event_type} has no mode {mode!r}; it has {MODES[event_type]}")
    if parts[1] not in STATUSES:
        raise ValueError(f"unknown status {parts[1]!r}; one of {STATUSES}")
    got: dict[str, str] = {}
    for part in parts[2:]:
        name, sep, value = part.partition("=")
        if not sep or name not in FIELDS or name in got:
            raise ValueError(f"unknown or repeated field in {part!r}; fields are {sorted(FIELDS)}")
        got[name] = value
    many = {name: [v for v in got.get(name, "").split(" ; ") if v.strip()] for name in ("who", "whom", "count", "says")}
    for words in many["says"]:
        if words not in sentence:
            raise ValueError(f"the words {words!r} are not in the sentence")
    return Coded(
        *span, event_type, tuple(modes), parts[1],
        who=tuple(_party(v, sentence) for v in many["who"]),
        whom=tuple(_party(v, sentence) for v in many["whom"]),
        when=_when(got["when"], sentence) if "when" in got else None,
        where=_party(got["where"], sentence) if "where" in got else None,
        counts=tuple(_count(v, sentence) for v in many["count"]),
        says=tuple(many["says"]),
    )  # fmt: skip


def read(path: Path) -> Iterator[Example]:
    """Yield the examples of a file; raises NotationError at the first broken line."""
    header: re.Match[str] | None = None
    pending: tuple[int, str] | None = None
    lines: list[str] = []

    def fail(number: int, why: object) -> NotationError:
        return NotationError(f"{path.name}:{number}: {why}")

    def finish() -> Iterator[Example]:
        if pending is None:
            return
        number, marked = pending
        if header is None:
            raise fail(number, "a sentence stands before any group header '# group-name YYYY-MM-DD'")
        try:
            text, spans = strip_brackets(marked)
            negative = None
            if lines and lines[0].startswith("!"):
                negative = lines[0][1:].strip()
                if len(lines) > 1 or spans or negative not in NEGATIVES:
                    raise ValueError(f"'! reason' stands alone, without brackets, with one of {sorted(NEGATIVES)}")
            elif len(lines) != len(spans) or not spans:
                raise ValueError(f"{len(spans)} bracketed triggers but {len(lines)} event lines")
            events = () if negative else tuple(_event(ln, text, sp) for ln, sp in zip(lines, spans, strict=True))
        except ValueError as why:
            raise fail(number, why) from None
        yield Example(header["group"], header["date"], header["language"] or "en", text, events, negative, f"{path.name}:{number}")

    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.rstrip()
        if not line or line.startswith("//"):
            continue
        if line.startswith("# "):
            yield from finish()
            pending, lines, header = None, [], HEADER.match(line)
            if not header:
                raise fail(number, "a header reads '# group-name YYYY-MM-DD'")
        elif line[0] in ">!":
            if pending is None:
                raise fail(number, "an event line stands before any sentence")
            lines.append(line)
        else:
            yield from finish()
            pending, lines = (number, line), []
    yield from finish()
