"""Elements of a page to paragraphs: each block a paragraph, nothing that a reader of the page would not see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

# Elements that begin and end a paragraph; those of trafilatura's own form among them (head, item, lb, list, quote, row).
BLOCKS = frozenset(
    "address article aside blockquote body caption cell center dd details dialog div dl doc dt fieldset figcaption figure footer form h1 "
    "h2 h3 h4 h5 h6 head header hr item li list main nav ol p pre quote row section summary table tbody td tfoot th thead tr ul".split()
)
BREAKS = frozenset(("br", "lb"))
# Elements whose text is none of the page's.
UNSEEN = frozenset(
    "applet area audio base button canvas datalist embed iframe input link map math meta noframes noscript object option param script "
    "select source style svg template textarea title track video".split()
)
# Parts of a page around its text.
AROUND = frozenset("aside footer form header menu nav".split())
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d])|mso-hide\s*:\s*all", re.I)
DATA = "application/ld+json"


def unhide(tree: Any) -> None:
    """Take out of a tree what a reader of the page does not see: scripts (but not data for search engines), styles, hidden elements."""
    for element in list(tree.iter()):
        if element is tree or element.getparent() is None:
            continue
        if not isinstance(element.tag, str) or _unseen(element):
            _drop(element)


def _unseen(element: Any) -> bool:
    tag = _tag(element)
    if tag == "script":
        return DATA not in (element.get("type") or "").lower()
    if tag in ("title", "meta", "link", "base"):
        return False  # what a page says of itself
    if tag in UNSEEN:
        return True
    if tag in ("body", "head", "html"):
        return False
    return element.get("hidden") is not None or element.get("aria-hidden") == "true" or bool(HIDDEN.search(element.get("style") or ""))


def _drop(element: Any) -> None:
    """Remove an element and leave what follows it."""
    parent, tail = element.getparent(), element.tail
    if tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(element)


def paragraphs(tree: Any, leave_out: Iterable[str] = ()) -> list[str]:
    """The paragraphs of a tree in its order; `leave_out` are tags whose content is not wanted. Not recursive: trees may be deep."""
    found: list[str] = []
    parts: list[str] = []
    for piece in _pieces(tree, UNSEEN | frozenset(leave_out)):
        if piece is not None:
            parts.append(piece)
        elif parts:
            found.extend(_split(parts))
            parts = []
    found.extend(_split(parts))
    return found


def _pieces(tree: Any, unwanted: frozenset[str]) -> Iterator[str | None]:
    """The text of a tree piece by piece; None where a paragraph begins or ends."""
    skipped = None
    for event, element in _walk(tree):
        if skipped is not None:
            if element is skipped and event == "end":
                skipped = None
                if element.tail and element is not tree:
                    yield element.tail
            continue
        tag = _tag(element)
        if event == "start":
            if tag in unwanted:
                skipped = element
                if tag in BLOCKS:
                    yield None
                continue
            if tag in BLOCKS:
                yield None
            if tag in BREAKS:
                yield "\n"
            if element.text and tag:
                yield element.text
            continue
        if tag in BLOCKS:
            yield None
        if element.tail and element is not tree:
            yield element.tail


def _walk(tree: Any) -> Iterator[tuple[str, Any]]:
    from lxml import etree  # type: ignore[import-untyped]

    yield from etree.iterwalk(tree, events=("start", "end", "comment", "pi"))


def _tag(element: Any) -> str:
    """The name of an element without its namespace; empty for comments and processing instructions."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _split(parts: list[str]) -> Iterator[str]:
    """The paragraph that pieces make; two line breaks in a row begin a new one, as in pages that know no paragraphs."""
    # White space breaks no line on a page, only its elements do.
    text = "".join(part if part == "\n" else re.sub(r"\s+", " ", part) for part in parts)
    for paragraph in re.split(r"\n\s*\n", text):
        if line := " ".join(paragraph.split()):
            yield line
