"""Text that was taken out of another format, made plain: what nobody sees is gone before the first offset is counted."""

from __future__ import annotations

import re
import unicodedata

BREAKS = re.compile("\r\n?|[\x0b\x85\u2028]")
PARAGRAPHS = re.compile("[\x0c\u2029]")
# Characters without a shape: soft hyphens, zero width spaces, marks and overrides of direction, tags, selectors of variants, fillers.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
# Joiners mean something between letters of Arabic and of the scripts of India, and nothing elsewhere.
JOINERS = re.compile("(?<![\u0600-\u109f])[\u200c\u200d]")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
SPACES = re.compile("[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
BLANKS = re.compile("\n{3,}")
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


def plain(text: str) -> str:
    """The text without invisible characters and controls, one space between words, at most one empty line between paragraphs.

    Letters are composed (NFC) and ligatures taken apart, so that names are found as tables write them.
    """
    text = PARAGRAPHS.sub("\n\n", BREAKS.sub("\n", text))
    text = JOINERS.sub("", INVISIBLE.sub("", text))
    text = SPACES.sub(" ", CONTROLS.sub(" ", text)).translate(LIGATURES)
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return unicodedata.normalize("NFC", BLANKS.sub("\n\n", lines)).strip()


def one_line(text: str | None) -> str | None:
    """A title, a name: plain and in one line; None if nothing is left."""
    return " ".join(plain(text).split()) or None if text else None
