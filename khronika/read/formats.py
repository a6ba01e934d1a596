"""Which format a file has: by its suffix, and by its first bytes where they say otherwise."""

from __future__ import annotations

import os
import re
from typing import Literal

Kind = Literal["text", "jsonl", "json", "html", "table", "parquet", "warc", "epub", "pdf", "mail", "mbox", "feed", "zip", "tar", "either"]
Packing = Literal["gz", "zst"]

KINDS: dict[str, Kind] = {
    ".txt": "text", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".html": "html", ".htm": "html", ".xhtml": "html",
    ".csv": "table", ".tsv": "table", ".tab": "table", ".parquet": "parquet", ".pq": "parquet", ".warc": "warc", ".wet": "warc",
    ".epub": "epub", ".pdf": "pdf", ".eml": "mail", ".mht": "mail", ".mhtml": "mail", ".mbox": "mbox", ".rss": "feed", ".atom": "feed",
    ".rdf": "feed", ".xml": "feed", ".zip": "zip", ".tar": "tar", ".tgz": "tar", ".tzst": "tar",
}  # fmt: skip
PACKINGS: dict[str, Packing] = {".gz": "gz", ".zst": "zst", ".tgz": "gz", ".tzst": "zst"}
# Files that this program writes beside its outputs; they are nobody's articles.
OWN = (".run.json", ".done.json", ".failures.jsonl")
NAMES: dict[Kind, str] = {
    "text": "plain text", "jsonl": "JSON Lines", "json": "JSON", "html": "a web page", "table": "a table", "parquet": "Parquet",
    "warc": "WARC", "epub": "EPUB", "pdf": "PDF", "mail": "an e-mail", "mbox": "a mailbox", "feed": "a feed", "zip": "a ZIP archive",
    "tar": "a TAR archive",
}  # fmt: skip
KNOWN = "text, JSON, web pages, tables, WARC, EPUB, PDF, e-mail, feeds, or archives of them (docs/sources.md)"

GZIP, ZSTANDARD = b"\x1f\x8b", (b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")
PARQUET, ZIP, ZIP_EMPTY = b"PAR1", b"PK\x03\x04", b"PK\x05\x06"
WARC = re.compile(rb"WARC/\d\.\d\r?\n")
PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.I)
FEED = re.compile(rb"<(?:[a-z]+:)?(?:rss|feed|rdf)[\s>]", re.I)
MARKUP = re.compile(rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*", re.S)
MAIL = re.compile(rb"(?:return-path|received|from|to|date|mime-version|message-id|delivered-to|subject|content-type):[ \t]", re.I)
HEAD_LINE = re.compile(rb"[!-9;-~]+:")
# PDF readers take a few bytes of anything before the mark.
PDF, PDF_WITHIN = b"%PDF-", 1024
TAR = slice(257, 262)
HEAD = 4096


def by_name(name: str) -> tuple[Kind | None, Packing | None]:
    """What the name says, e.g. JSON Lines packed by gzip of `a.jsonl.gz`."""
    stem, suffix = os.path.splitext(name.lower())
    packing = PACKINGS.get(suffix)
    if packing and suffix not in KINDS:
        suffix = os.path.splitext(stem)[1]
    return KINDS.get(suffix), packing


def own(name: str) -> bool:
    """Whether a file is one that this program keeps for itself."""
    return name.endswith(OWN)


def packing_of(head: bytes) -> Packing | None:
    """How bytes are packed, by the first of them."""
    if head.startswith(GZIP):
        return "gz"
    return "zst" if head.startswith(ZSTANDARD) else None


def by_bytes(head: bytes) -> Kind | None:
    """The format that shows in the first bytes, if they leave no doubt."""
    if head.startswith((ZIP, ZIP_EMPTY)):
        return "epub" if head[30:38] == b"mimetype" and b"application/epub+zip" in head[:120] else "zip"
    if head.startswith(PARQUET):
        return "parquet"
    if head[TAR] == b"ustar":
        return "tar"
    if WARC.match(head):
        return "warc"
    if PDF in head[:PDF_WITHIN] and not head.lstrip().startswith((b"{", b"[", b"<")):
        return "pdf"
    return _markup(head)


def _markup(head: bytes) -> Kind | None:
    text = head[3:] if head.startswith(b"\xef\xbb\xbf") else head
    start = MARKUP.match(text)
    rest = text[start.end() :] if start else text
    if PAGE.match(rest):
        return "html"
    if not rest.startswith(b"<"):
        return None
    # A document type may stand between the declaration and the first element.
    feed, page = FEED.search(rest[:1500]), PAGE.search(rest[:1500])
    return "feed" if feed and (not page or feed.start() < page.start()) else None


def guess(head: bytes) -> Kind:
    """The format of what has no name, such as standard input; plain text if nothing else shows."""
    if kind := by_bytes(head):
        return kind
    if head.startswith(b"From ") and b"\n" in head and HEAD_LINE.match(head.split(b"\n", 1)[1]):
        return "mbox"
    if MAIL.match(head) and all(HEAD_LINE.match(line) or line[:1] in b" \t" for line in head.split(b"\n\n", 1)[0].splitlines()[:5]):
        return "mail" if b"\nmessage-id:" in head.lower() or b"\nmime-version:" in head.lower() else "text"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return "jsonl" if start.startswith(b"{") else "json" if start.startswith(b"[{") else "text"


def settled(kind: Kind, head: bytes) -> Kind:
    """The format of a file whose name says `kind`: what its bytes leave no doubt of, else what the name says."""
    if kind == "either":
        return guess(head)
    shown = by_bytes(head)
    if shown is None or (shown == "zip" and kind == "epub") or (kind == "mail" and shown == "pdf"):
        return kind
    return shown
