"""Read what `khronika code` wrote as JSON Lines: events, article by article."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from khronika.model import Article, Coder, Failure
from khronika.model.ids import event_id
from khronika.read.dates import given
from khronika.read.items import failure
from khronika.read.sources import Source
from khronika.read.stream import EndlessLineError, Stream, damaged

ARTICLE = ("id", "url", "publisher", "title", "language", "published", "published_from")
PLACE = ("name", "geonameid", "lat", "lon", "country", "admin1", "precision")
# Fields of a line and what they must be; lists and objects are looked into below.
FIELDS: Mapping[str, type | tuple[type, ...]] = {
    "id": str, "article": dict, "event_type": str, "modes": list, "contexts": list, "quad": (int, type(None)),
    "scale": (int, float, type(None)), "cameo": (str, type(None)), "status": str, "actors": list, "recipients": list,
    "time": (dict, type(None)), "place": (dict, type(None)), "quantities": list, "measures": list, "attributed_to": list,
    "trigger": dict, "sentence": dict, "confidence": (int, float), "coder": dict,
}  # fmt: skip
PARTS: Mapping[str, tuple[str, ...]] = {
    "actors": ("text", "start", "end", "means", "name", "wikidata", "country", "sector", "other_sectors", "kind", "by"),
    "recipients": ("text", "start", "end", "means", "name", "wikidata", "country", "sector", "other_sectors", "kind", "by"),
    "quantities": ("role", "low", "high", "approximate", "text", "start", "end", "of"),
    "measures": ("type", "stage", "text", "start", "end", "by"),
    "attributed_to": ("text", "start", "end", "name", "country", "sector", "cue"),
    "time": ("text", "start_char", "end_char", "start", "end", "precision", "by"),
    "place": ("text", "start", "end", *PLACE, "by"),
    "trigger": ("text", "start", "end", "by"),
    "sentence": ("start", "end"),
    "coder": ("version", "config"),
    "article": ARTICLE,
}
ADVICE = "give lines as `khronika code` writes them (docs/record.md)"


@dataclass(frozen=True, slots=True)
class CodedLines:
    """The lines of an article that stand one after the other in a file. The article has no text."""

    article: Article
    coder: Coder
    lines: tuple[dict[str, Any], ...]


def is_coded(source: Source) -> bool:
    """Whether a source holds events that khronika wrote, by its first line."""
    if source.kind not in ("jsonl", "json", "either"):
        return False
    try:
        with Stream(source) as stream:
            first = stream.peek().split(b"\n", 1)[0]
            return b'"article"' in first and b'"event_type"' in first
    except (OSError, EOFError, ValueError):
        return False  # told when it is read
    except Exception as error:
        if damaged(error):
            return False
        raise


def read_coded(source: Source, largest: int) -> Iterator[tuple[CodedLines | Failure, int]]:
    """The articles of a source and what is wrong with lines, each with how many bytes have been read."""
    group: list[dict[str, Any]] = []
    try:
        with Stream(source) as stream:
            for number, data in enumerate(stream.lines(largest), 1):
                line = _line(data, f"{source.name}:{number}") if data is None or data.strip() else None
                if isinstance(line, Failure):
                    yield line, stream.position
                elif line is not None:
                    if group and (line["article"]["id"], line["coder"]) != (group[0]["article"]["id"], group[0]["coder"]):
                        yield _grouped(group, source.name), stream.position
                        group = []
                    group.append(line)
    except (OSError, EndlessLineError) as error:
        yield failure(f"cannot be read to its end ({error or 'a line does not end'})", source.name, "check the file"), source.size
    except Exception as error:
        if not damaged(error):
            raise
        yield failure(f"the packed file is damaged ({error})", source.name, "what came before is stored"), source.size
    if group:
        yield _grouped(group, source.name), source.size


def _grouped(group: list[dict[str, Any]], name: str) -> CodedLines:
    a, coder = group[0]["article"], group[0]["coder"]
    published = given(a["published"]) if a["published"] else None
    article = Article(
        a["id"], "", a["title"], published, a["published_from"], a["publisher"], a["url"], a["language"], name, a.get("author")
    )
    return CodedLines(article, Coder(coder["version"], coder["config"]), tuple({line["id"]: line for line in group}.values()))


def _line(data: bytes | None, where: str) -> dict[str, Any] | Failure:
    if data is None:
        return failure("the line is too long", where, ADVICE)
    try:
        line = json.loads(data.decode("utf-8"))
        # What no database takes: numbers that are none, halves of surrogate pairs, NUL.
        usable = "\\u0000" not in json.dumps(line, ensure_ascii=False, allow_nan=False).encode("utf-8").decode()
    except (ValueError, RecursionError) as error:
        return failure(f"the line is no usable JSON ({error})", where, ADVICE)
    if not usable:
        return failure("the line holds a NUL character", where, ADVICE)
    fault = _fault(line)
    return failure(f"the line is no event: {fault}", where, ADVICE) if fault else line


def _fault(line: Any) -> str | None:
    """What is wrong with a line, None if nothing is."""
    if not isinstance(line, dict):
        return "it is no object"
    for name, kind in FIELDS.items():
        if name not in line or not isinstance(line[name], kind) or isinstance(line[name], bool):
            return f"{name} is missing or of a wrong kind"
    for name, fields in PARTS.items():
        parts = line[name] if isinstance(line[name], list) else [line[name]]
        for part in parts:
            if part is not None and (not isinstance(part, dict) or not set(fields) <= part.keys()):
                return f"{name} lacks one of {', '.join(fields)}"
    for name in ("trigger", "sentence"):
        start, end = line[name]["start"], line[name]["end"]
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end):
            return f"{name} has no offsets"
    if not _texts(line):
        return "a text is of a wrong kind"
    if line["id"] != event_id(line["article"]["id"], line["trigger"]["start"], line["trigger"]["end"], line["event_type"]):
        return "its id does not fit article, trigger and type"
    return None


def _texts(line: Mapping[str, Any]) -> bool:
    """Whether all that must be text, a number or nothing is."""
    article, coder, place = line["article"], line["coder"], line["place"] or {}
    # Lines that were written before authors were kept have none.
    texts = [
        *(article[name] for name in ARTICLE),
        article.get("author"),
        *(place.get(name) for name in ("text", "name", "country", "admin1")),
    ]
    for name in ("actors", "recipients", "attributed_to"):
        texts += (party[field] for party in line[name] for field in ("text", "name", "country", "sector"))
    texts += (measure[field] for measure in line["measures"] for field in ("type", "stage"))
    texts += (quantity["role"] for quantity in line["quantities"])
    texts += ((line["time"] or {}).get(name) for name in ("start", "end"))
    given = (line["id"], article["id"], line["trigger"]["text"], coder["version"], coder["config"], *line["modes"], *line["contexts"])
    return all(isinstance(text, str) for text in given) and all(text is None or isinstance(text, str) for text in texts)
