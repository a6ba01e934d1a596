"""Articles that try to get at whoever reads them, and a walk over all pages."""

from __future__ import annotations

from lxml import html

from khronika.store import Coding
from tests.store.handmade import arrests, article

SCRIPT = "<script>alert(1)</script>"
QUOTE = "\"'><img src=x onerror=alert(1)>"
HOSTILE_TEXT = (
    f"On Monday the police {SCRIPT} arrested 40 people in Minsk {QUOTE}. Later the court freed a journalist, witnesses said. {{{{ 7*7 }}}} "
    "{% raw %} </textarea></title></style><svg onload=alert(1)>"
)
ADDRESSES = ("javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "JAVASCRIPT:alert(1)", " vbscript:x")


def _hostile(number: int, url: str) -> Coding:
    identity = f"a{QUOTE}/../{number}"
    made = article(
        identity,
        HOSTILE_TEXT,
        title=f"{SCRIPT}{QUOTE} {number}",
        publisher=f"<b>{QUOTE}",
        author=f"{SCRIPT}{QUOTE}",
        url=url,
        published=f"2020-08-1{number}",
    )
    coding = arrests(made)
    for line in coding.lines:
        for part in (*line["actors"], *line["recipients"], *line["attributed_to"], *([line["place"]] if line["place"] else [])):
            part["name"] = SCRIPT + QUOTE
    return coding


# One article for each kind of address; names of parties and places are hostile too.
HOSTILE = [_hostile(number, url) for number, url in enumerate(ADDRESSES)]


def pages_of(client):
    """All pages that links lead to from the first one, at most 80."""
    waiting, seen = ["/", "/api", "/sign-in", "/no-such-page"], {}
    while waiting and len(seen) < 80:
        path = waiting.pop(0)
        if path in seen:
            continue
        answer = client.get(path)
        seen[path] = answer
        if "text/html" in answer.headers.get("content-type", ""):
            for element in html.fromstring(answer.content).iter("a"):
                target = element.get("href", "")
                if target.startswith("/") and not target.startswith(("/language", "/export", "/static")) and not target.startswith("//"):
                    waiting.append(target.split("#")[0])
    return seen
