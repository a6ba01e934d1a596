"""JSON Lines: the record format, one object a line (docs/record.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from khronika.export.codings import coding
from khronika.model import CodedArticle, event_line, layers_line


def encode(line: Mapping[str, Any]) -> bytes:
    """One line with its end, in UTF-8."""
    return (json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n").encode()


def event_lines(coded: CodedArticle, scheme: str | None = None) -> bytes:
    """A line for each event of an article, with its coding in another scheme if one is asked for."""
    return b"".join(encode(event_line(event) | ({"coding": coding(event, scheme)} if scheme else {})) for event in coded.events)


def layer_lines(coded: CodedArticle) -> bytes:
    """The line with the layers of an article; nothing for one that could not be coded."""
    return b"" if coded.failures else encode(layers_line(coded.record))
