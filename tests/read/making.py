"""Small files of every format, made by code."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Iterable, Mapping

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

STORY = (
    "Dockers walked out of the harbour on Friday and closed its two gates.",
    "Police arrested twelve of them in the evening, the dock workers' union said.",
    "The harbour office declined to comment and sent its clerks home until Monday.",
)
ADDRESS = "https://pier.example/2020/08/14/harbour"


def page(
    paragraphs: Iterable[str] = STORY, title: str = "Harbour closed", head: str = "", around: str = "", date: str | None = "2020-08-14"
) -> bytes:
    """A web page with an article in it."""
    meta = f'<meta property="article:published_time" content="{date}T10:30:00+00:00">' if date else ""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title} | The Pier</title>'
        f'<meta property="og:site_name" content="The Pier">'
        f'<meta name="author" content="Ana Lind">{meta}{head}</head><body><nav><ul><li><a href="/">Home</a></li></ul></nav>'
        f"<article><h1>{title}</h1>{body}</article>{around}<footer>The Pier 2020</footer></body></html>"
    ).encode()


def warc(records: Iterable[tuple[str, str, bytes]], kind: str = "response", status: str = "200 OK") -> bytes:
    """A WARC file; each record is an address, a media type and a body."""
    parts = []
    for url, told, content in records:
        media, body = told, content
        if kind == "response":
            body = f"HTTP/1.1 {status}\r\nContent-Type: {told}\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content
            media = "application/http; msgtype=response"
        head = (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2021-01-01T00:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>\r\n"
            f"Content-Type: {media}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        parts.append(head.encode() + body + b"\r\n\r\n")
    return b"".join(parts)


def zipped(files: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive."""
    handle = io.BytesIO()
    with zipfile.ZipFile(handle, "w", packing) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return handle.getvalue()


def tarred(files: Mapping[str, bytes], mode: str = "w") -> bytes:
    """A TAR archive, `w:gz` for a packed one."""
    handle = io.BytesIO()
    with tarfile.open(fileobj=handle, mode=mode) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return handle.getvalue()


def epub(chapters: Mapping[str, str], metadata: str = "") -> bytes:
    """A book of chapters: their titles and bodies in XHTML."""
    package = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" version="3.0">'
        f"<metadata><dc:title>Harbour Quarterly</dc:title><dc:date>2020-08-14</dc:date><dc:publisher>Pier Press</dc:publisher>"
        f"<dc:language>en</dc:language>{metadata}</metadata><manifest>"
        + "".join(f'<item id="c{n}" href="text/c%20{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(chapters)))
        + '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="nav"/>'
        + "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
        + "</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles>'
        "</container>"
    )
    files = {"mimetype": b"application/epub+zip", "META-INF/container.xml": container.encode(), "OEBPS/book.opf": package.encode()}
    for number, (title, body) in enumerate(chapters.items()):
        text = f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><h1>{title}</h1>{body}</body></html>'
        files[f"OEBPS/text/c {number}.xhtml"] = text.encode()
    handle = io.BytesIO()
    with zipfile.ZipFile(handle, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return handle.getvalue()


def pdf(pages: Iterable[Iterable[str]], password: str | None = None, **metadata: str) -> bytes:
    """A PDF with lines of text on its pages."""
    writer = PdfWriter()
    for lines in pages:
        page = writer.add_blank_page(600, 800)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
        content = DecodedStreamObject()
        shown = "".join(f"({line}) Tj 0 -14 Td\n" for line in lines)
        content.set_data(f"BT /F1 12 Tf 50 750 Td\n{shown}ET".encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(content)
    if metadata:
        writer.add_metadata({f"/{name}": value for name, value in metadata.items()})
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    handle = io.BytesIO()
    writer.write(handle)
    return handle.getvalue()


def message(
    subject: str = "Harbour letter", html: str | None = None, text: str | None = None, date: str = "Fri, 14 Aug 2020 10:30:00 +0300"
) -> bytes:
    """A newsletter."""
    from email.message import EmailMessage

    found = EmailMessage()
    found["Subject"], found["From"], found["Date"], found["Message-ID"] = (
        subject,
        "Pier Letter <news@pier.example>",
        date,
        "<1@pier.example>",
    )
    found.set_content(text or "See the other part.")
    if html is not None:
        found.add_alternative(html, subtype="html")
    return found.as_bytes()


def rss(entries: Iterable[str]) -> bytes:
    """A feed of entries."""
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The Pier</title>'
        + "".join(f"<item>{entry}</item>" for entry in entries)
        + "</channel></rss>"
    ).encode()


def json_line(text: str, **fields: str) -> bytes:
    """A line in the record format."""
    return json.dumps({"text": text, **fields}).encode() + b"\n"
