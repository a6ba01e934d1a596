"""What a site's robots.txt asks of us, as RFC 9309 says; and the pause that it may ask for (`Crawl-delay`, which most sites mean)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

# Only so many characters are looked at.
LARGEST = 512_000
RULES = 10_000
LONGEST_PATTERN = 2_000
AGENT = re.compile(r"[a-z_-]+", re.I)
TRIPLET = re.compile(r"%([0-9a-fA-F]{2})")
UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
# A pause longer than this is taken for this.
LONGEST_DELAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A line `Allow` or `Disallow`: the beginning of paths; a star stands for anything, a dollar for the end."""

    pattern: str
    allows: bool


@dataclass(frozen=True, slots=True)
class Robots:
    """What a site asks of one agent."""

    rules: tuple[Rule, ...] = ()
    delay: float = 0.0

    @classmethod
    def of(cls, text: str, agent: str) -> Robots:
        """The rules for an agent by its name; those for everybody where it is not named."""
        mine: list[tuple[str, str]] = []
        anybody: list[tuple[str, str]] = []
        named = False
        for agents, lines in _groups(text):
            if agent.casefold() in agents:
                named = True
                mine += lines
            elif "*" in agents:
                anybody += lines
        return cls._of(mine if named else anybody)

    @classmethod
    def _of(cls, lines: Iterable[tuple[str, str]]) -> Robots:
        rules: list[Rule] = []
        delay = 0.0
        for name, value in lines:
            if name == "crawl-delay":
                delay = max(delay, _delay(value))
            elif value and len(value) <= LONGEST_PATTERN and len(rules) < RULES:
                rules.append(Rule(_normal(value), name == "allow"))
        return cls(tuple(rules), delay)

    def allows(self, path: str) -> bool:
        """Whether a path, with its query, may be fetched: the longest pattern that fits decides, and of two the one that allows."""
        path = _normal(path or "/")
        if path == "/robots.txt":
            return True
        fitting = [rule for rule in self.rules if _fits(rule.pattern, path)]
        return max(fitting, key=lambda rule: (len(rule.pattern), rule.allows)).allows if fitting else True


def _groups(text: str) -> Iterable[tuple[set[str], list[tuple[str, str]]]]:
    """Groups of lines, each with the agents that it is for."""
    agents: set[str] = set()
    lines: list[tuple[str, str]] = []
    naming = False
    for line in text[:LARGEST].removeprefix("\ufeff").splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon or name not in ("user-agent", "allow", "disallow", "crawl-delay"):
            continue
        if name == "user-agent":
            if not naming and agents:
                yield agents, lines
                agents, lines = set(), []
            naming = True
            token = AGENT.match(value)
            agents.add("*" if value.startswith("*") else token[0].casefold() if token else "")
        else:
            naming = False
            lines.append((name, value))
    if agents:
        yield agents, lines


def _delay(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        return 0.0
    return min(max(seconds, 0.0), LONGEST_DELAY) if math.isfinite(seconds) else 0.0


def _normal(path: str) -> str:
    """A path in which the same characters are written the same way."""
    path = "".join(c if c.isascii() else "".join(f"%{byte:02X}" for byte in c.encode("utf-8", "replace")) for c in path)

    def triplet(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if UNRESERVED.fullmatch(character) else match[0].upper()

    return TRIPLET.sub(triplet, path)


def _fits(pattern: str, path: str) -> bool:
    """Whether a path begins as a pattern says. Part by part, so that no pattern of many stars can take long."""
    closed = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    if not rest:
        return not closed or place == len(path)
    last = rest.pop() if closed else ""
    for part in rest:
        found = path.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return path.endswith(last) and len(path) - len(last) >= place
