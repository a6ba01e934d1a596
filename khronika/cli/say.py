"""Messages to the person, on standard error, one line each."""

from __future__ import annotations

import re
import sys

# Characters that would move the cursor, change colours or turn the direction of what follows, should a file name or an id hold them.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """The text in one line, without control characters."""
    return CONTROL.sub(" ", text)


def say(line: str) -> None:
    """Say one line. A progress bar, while it runs, puts the line above itself."""
    sys.stderr.write(f"khronika: {printable(line)}\n")
    sys.stderr.flush()
