"""The dateline at the head of a report: "MINSK, Belarus (Agency) — Police …". The town there only says where it was written."""

from __future__ import annotations

import re

# A town in capitals, then perhaps more of where and who, then a dash.
TOWN = r"[A-Z\u0410-\u042f][A-Z\u0410-\u042f’'.\- ]{2,40}"
DATELINE = re.compile(rf"\s*{TOWN}(?:,[^\n(—–]{{1,40}}?)?(?:\([^)\n]{{1,40}}\))?\s*(?:—|–|--|(?<=[ )])- )\s*")


def dateline_end(text: str) -> int:
    """The offset at which the report itself begins: 0 if it has no dateline.

    >>> text = "MINSK, Aug. 16 (North Sea Wire) — Police left."
    >>> text[dateline_end(text):]
    'Police left.'
    """
    found = DATELINE.match(text)
    return found.end() if found else 0
