"""Passwords (Argon2id, argon2-cffi) and the secrets of tokens, which are random and so long that a plain hash keeps them."""

from __future__ import annotations

import functools
import hashlib
import hmac
import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from khronika.errors import UsageError

# The hasher's defaults are those of RFC 9106 for little memory: 64 MiB, three passes.
HASHER = PasswordHasher()
SHORTEST, LONGEST = 12, 1024
PREFIX = "khr"
# Each takes 64 MiB and a core: more at once would let strangers exhaust the machine.
AT_ONCE = threading.BoundedSemaphore(2)


def hashed(password: str) -> str:
    """The hash of a new password. Raises UsageError for one that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError(
            "is too short" if len(password) < SHORTEST else "is too long", where="password", advice=f"give {SHORTEST} characters at least"
        )
    return HASHER.hash(password)


@functools.cache
def _nobody() -> str:
    return HASHER.hash(secrets.token_urlsafe(16))


def verified(stored: str | None, password: str) -> bool:
    """Whether a password fits its hash; without a hash the work is done all the same, so that time tells nobody who has an account."""
    with AT_ONCE:
        try:
            fits = HASHER.verify(stored or _nobody(), password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return fits and stored is not None


def new_secret() -> tuple[str, str]:
    """The secret of a new token, and its hash."""
    secret = secrets.token_urlsafe(32)
    return secret, digest(secret)


def digest(secret: str) -> str:
    """The hash of a token's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_text(token_id: str, secret: str) -> str:
    """A token as its owner gets it, once."""
    return f"{PREFIX}_{token_id}_{secret}"


def split_token(text: str) -> tuple[str, str] | None:
    """Id and secret of a token; None if it is none."""
    parts = text.split("_", 2)
    return (parts[1], parts[2]) if len(parts) == 3 and parts[0] == PREFIX else None


def fits(stored: str, secret: str) -> bool:
    """Whether a secret fits its hash; takes the same time whether it does or not."""
    return hmac.compare_digest(stored, digest(secret))
