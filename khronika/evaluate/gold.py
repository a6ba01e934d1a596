"""Gold in the record format: lines as `khronika code` writes them, made by people.

Of a line, `article.id`, `event_type` and `trigger` must be there; other fields are scored where gold has them. `"core": false` marks
an event that is debatable: finding it is not rewarded, missing it not punished.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from khronika.errors import InputError

Line = Mapping[str, Any]
Lines = Mapping[str, Sequence[Line]]


def read_gold(path: Path) -> Lines:
    """The lines of a file by article. Raises InputError that names the line that is none."""
    lines: list[Line] = []
    with path.open(encoding="utf-8") as handle:
        for number, text in enumerate(handle, 1):
            try:
                line = json.loads(text)
                _ = line["article"]["id"], line["event_type"], line["trigger"]["start"], line["trigger"]["end"]
            except (ValueError, KeyError, TypeError) as error:
                advice = "each line needs article.id, event_type and trigger"
                raise InputError(f"is no gold line ({error!r})", where=f"{path}:{number}", advice=advice) from None
            lines.append(line)
    return by_article(lines)


def by_article(lines: Iterable[Line]) -> Lines:
    """Event lines by the id of their article."""
    grouped: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        grouped[line["article"]["id"]].append(line)
    return grouped
