"""What may stand in `sources.toml`: each setting with the function that reads its value."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, get_args

from khronika.watch.address import Allowance
from khronika.watch.plan import DAY, HOUR, MINUTE, Of, Security

UNITS = {"s": 1.0, "m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*([smhdw])")
MAILBOX = re.compile(r"[^\s@<>,;:\"()\[\]]+@[^\s@<>,;:\"()\[\]]+")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
Read = Callable[[Any], Any]


class WrongError(ValueError):
    """A value that is none; the message says what it should be."""


def _length(value: Any) -> float:
    """Seconds of a length of time such as `15m`."""
    match = LENGTH.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise WrongError('is no length of time; write it as "30s", "15m", "6h" or "7d"')
    return float(match[1]) * UNITS[match[2]]


def _count(least: int) -> Read:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise WrongError(f"is no whole number of at least {least}")
        return value

    return read


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise WrongError('is no text; write it in quotes, "…"')
    return value.strip()


def _contact(value: Any) -> str:
    if not _text(value).isascii():
        raise WrongError("holds letters that cannot stand in a request; write it in plain ASCII")
    return _text(value)


def _several(read: Read) -> Read:
    """One value, or a list of them."""

    def read_all(value: Any) -> tuple[Any, ...]:
        return tuple(read(one) for one in (value if isinstance(value, list) else [value]))

    return read_all


def _one_of(values: Sequence[str]) -> Read:
    def read(value: Any) -> str:
        if value not in values:
            raise WrongError(f"is none of {', '.join(values)}")
        return str(value)

    return read


def _variable(value: Any) -> str:
    if not isinstance(value, str) or not VARIABLE.fullmatch(value):
        raise WrongError("is no name of an environment variable; the secret itself does not belong in this file")
    return value


def _mailbox(value: Any) -> str:
    if not isinstance(value, str) or not MAILBOX.fullmatch(value):
        raise WrongError("is no e-mail address")
    return value


def _allowance(value: Any) -> str:
    try:
        Allowance.of(_text(value))
    except ValueError as error:
        raise WrongError(f'{error}; write it as "127.0.0.1:8080", "10.0.0.0/8" or "intranet.example:8443"') from None
    return str(value)


def _probability(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise WrongError("is no number between 0 and 1")
    return float(value)


WATCH: dict[str, Read] = {
    "contact": _contact, "every": _length, "pause": _length, "at_once": _count(1), "host_at_once": _count(1), "timeout": _length,
    "largest_page": _count(1), "largest_map": _count(1), "redirects": _count(0), "most": _count(1), "maps": _count(1), "since": _length,
    "revisit": _several(_length), "tries": _count(1), "back_off": _length, "longest_wait": _length, "robots_every": _length,
    "merge_every": _length, "allow": _several(_allowance),
}  # fmt: skip
SOURCE: dict[str, Read] = {
    "feed": _text, "sitemap": _text, "publisher": _text, "language": _text, "every": _length, "pause": _length, "most": _count(1),
    "since": _length, "only": _several(_text),
}  # fmt: skip
SMTP: dict[str, Read] = {
    "host": _text, "port": _count(1), "security": _one_of(get_args(Security)), "sender": _mailbox, "user_env": _variable,
    "password_env": _variable, "timeout": _length,
}  # fmt: skip
FILTERS: dict[str, Read] = {
    **dict.fromkeys(("type", "mode", "status", "actor", "recipient", "place", "country", "source", "publisher", "text"), _several(_text)),
    "since": _text, "until": _text, "min_confidence": _probability,
}  # fmt: skip
ALERT: dict[str, Read] = {
    "name": _text, "of": _one_of(get_args(Of)), "email": _several(_mailbox), "webhook": _text, "secret_env": _variable, "atom": _text,
    "digest": _length, **FILTERS,
}  # fmt: skip
