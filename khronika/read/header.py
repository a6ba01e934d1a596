"""The head of a text file: lines `name: value` between two lines `---`, as page extractors and note programs write it."""

from __future__ import annotations

import re

MARK = "---"
LINES = 40
FIELD = re.compile(r"([A-Za-z_]{2,30})\s*:\s*(.*)")
# Names in use for the fields of the record format.
NAMES = {
    "id": "id", "title": "title", "date": "published", "published": "published", "publisher": "publisher", "sitename": "publisher",
    "source": "publisher", "author": "author", "url": "url", "language": "language", "lang": "language",
}  # fmt: skip


def split(text: str) -> tuple[dict[str, str], str]:
    """The fields of a text's head and the text after it; no fields and the whole text where it has no head."""
    if not text.startswith(MARK + "\n"):
        return {}, text
    end = text.find(f"\n{MARK}\n", len(MARK))
    lines = text[len(MARK) : end].strip().split("\n") if end > 0 else []
    matches = [FIELD.fullmatch(line.rstrip()) for line in lines if line.strip()]
    if not matches or len(matches) > LINES or not all(matches):
        return {}, text  # a text that just begins with a rule
    fields: dict[str, str] = {}
    for match in matches:
        name = match and NAMES.get(match[1].lower())
        if match and name and (value := match[2].strip().strip("\"'")):
            fields.setdefault(name, value)
    return fields, text[end + len(MARK) + 2 :].lstrip("\n")
