"""Bytes to text: UTF-8 if they are, else the encoding that charset-normalizer finds, said aloud; and characters that are none."""

from __future__ import annotations

import codecs
import re

# Longest first: the mark of UTF-32 begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Beginnings of formats that hold enough plain text to pass for it.
BINARY = (b"%PDF-", b"{\\rtf", b"PK\x03\x04")
CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13})
# Texts hold hardly any control characters; one in 300 bytes means pictures, programs or archives.
CONTROL_SHARE = 1 / 300
SAMPLE = 200_000
NO_CHARACTER = re.compile("[\x00\ud800-\udfff]")


def is_binary(data: bytes) -> bool:
    """Whether bytes without an encoding mark are something else than text."""
    head = data[:SAMPLE]
    if head.startswith(BINARY):
        return True
    controls = len(head) - len(head.translate(None, CONTROLS))
    return controls > max(2, len(head) * CONTROL_SHARE)


def decode(data: bytes) -> tuple[str, str | None] | None:
    """The text, and the name of its encoding if that had to be guessed; None if it is no text in any encoding."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), None
            except UnicodeDecodeError:
                return None
    if is_binary(data):
        return None
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        return guess(data)


def guess(data: bytes) -> tuple[str, str] | None:
    """The text in the encoding that it most likely has, and the name of that; None if it looks like none."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:SAMPLE]).best()
    if best is None:
        return None
    # The guess was made on the beginning; a stray byte further on must not lose the article.
    return data.decode(best.encoding, errors="replace"), best.encoding


def clean(text: str) -> tuple[str, int]:
    """The text with NUL and lone surrogates replaced by U+FFFD one for one, so that offsets stay, and how many there were."""
    return NO_CHARACTER.subn("\ufffd", text)
