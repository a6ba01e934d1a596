"""Read sources into articles, one at a time, with what went wrong between them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from khronika.model import Article, Failure
from khronika.read import header
from khronika.read.article import make
from khronika.read.decode import WIDE, decode
from khronika.read.items import Content, Item, Notice, Options, failure
from khronika.read.sources import STDIN, Found, Source, find, unreadable
from khronika.read.stream import EndlessLineError, Stream, damaged


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is to be read: sources and what is wrong with the rest, as `find` gives them."""

    found: tuple[Found, ...]

    @classmethod
    def of(cls, paths: Iterable[str], leave_out: Iterable[Path] = ()) -> Inputs:
        """What `find` finds at the paths."""
        return cls(tuple(find(paths, leave_out)))

    @property
    def size(self) -> int:
        """Bytes of all sources together; 0 if one of them is a stream, whose size nobody knows."""
        sources = [f for f in self.found if isinstance(f, Source)]
        return 0 if any(s.kind == "either" for s in sources) else sum(s.size for s in sources)

    @property
    def repeatable(self) -> bool:
        """Whether reading again gives the same: not so for pipes and standard input."""
        return not any(isinstance(f, Source) and f.kind == "either" for f in self.found)

    @property
    def fingerprint(self) -> str:
        """Hash of names, sizes and times of change of all sources."""
        lines = [f"{f.name}\0{f.size}\0{f.changed}" if isinstance(f, Source) else str(f) for f in self.found]
        return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def read(inputs: Inputs | Iterable[str], options: Options | None = None) -> Iterator[Item]:
    """Everything that the inputs hold, in order: articles, failures and notices. Never holds more than one article.

    An id that has come before is a failure; an article without an id whose content has come before is passed over with a notice.
    """
    inputs = inputs if isinstance(inputs, Inputs) else Inputs.of(inputs)
    options = options or Options()
    seen: set[bytes] = set()
    done = 0
    for found in inputs.found:
        if not isinstance(found, Source):
            yield Item(found, done)
            continue
        for content, position in _source(found, options):
            yield Item(_once(content, seen), done + position)
        done += found.size


def _once(content: Content, seen: set[bytes]) -> Content:
    if not isinstance(content, Article):
        return content
    # Eight bytes instead of the id itself: millions of articles must not fill the memory.
    key = hashlib.blake2b(content.id.encode(), digest_size=8).digest()
    if key not in seen:
        seen.add(key)
        return content
    where = content.origin or content.id
    if content.id.startswith("ar_"):
        return Notice("the same article has come before", where, "it is coded once")
    return failure(f"the id {content.id!r} has come before", where, "give each article an id of its own", content.id)


def _source(source: Source, options: Options) -> Iterator[tuple[Content, int]]:
    """What one source holds, and how far it was read."""
    try:
        stream = Stream(source)
    except OSError as error:
        yield unreadable(source.name, error), source.size
        return
    with stream:
        try:
            jsonl = source.kind == "jsonl" or (source.kind == "either" and stream.peek().lstrip().startswith(b"{"))
            for content in (_jsonl if jsonl else _text)(stream, source.name, options):
                yield content, stream.position
        except EndlessLineError:
            yield failure("holds a line that does not end", source.name, "check what this packed file is"), source.size
        except MemoryError:
            yield failure("needs more memory than there is", source.name, "split it"), source.size
        except Exception as error:
            if isinstance(error, OSError) or damaged(error):
                yield _broken(source, error), source.size
            else:
                raise


def _broken(source: Source, error: Exception) -> Failure:
    if damaged(error):
        return failure(f"the packed file is damaged from here on ({error})", source.name, "what came before is coded; fetch it again")
    return unreadable(source.name, error)


def _text(stream: Stream, name: str, options: Options) -> Iterator[Content]:
    data = stream.whole(options.largest)
    if data is None:
        yield failure(f"holds more than {options.largest:,} bytes", name, "split it, or raise run.largest")
        return
    if not data.strip():
        yield failure("is empty" if not data else "holds nothing but white space", name, "give the text of a report")
        return
    decoded = decode(data)
    if decoded is None:
        yield failure("is not text", name, "give plain text in UTF-8")
        return
    text, encoding = decoded
    if encoding:
        yield _guessed(encoding, name)
    # Lines end as Python's open() would give them.
    fields, body = header.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    yield from make({**fields, "text": body}, name, options, "metadata")


def _jsonl(stream: Stream, name: str, options: Options) -> Iterator[Content]:
    if stream.peek().startswith(WIDE):
        yield failure("is in UTF-16, whose lines cannot be told apart", name, "save it as UTF-8")
        return
    told: set[str] = set()
    empty = True
    for number, line in enumerate(stream.lines(options.largest), 1):
        where = f"{name}:{number}"
        if line is None:
            empty = False
            yield failure(f"the line is longer than {options.largest:,} bytes", where, "it is passed over; split it, or raise run.largest")
        elif line.strip():
            empty = False
            yield from _line(line, where, name, options, told)
    if empty:
        yield failure("is empty", name, "give one article a line")


def _line(line: bytes, where: str, name: str, options: Options, told: set[str]) -> Iterator[Content]:
    decoded = decode(line)
    if decoded is None:
        yield failure("the line is not text", where, "give JSON in UTF-8")
        return
    text, encoding = decoded
    if encoding and encoding not in told:
        told.add(encoding)
        yield _guessed(encoding, where)
    try:
        fields = json.loads(text)
    except json.JSONDecodeError as error:
        yield failure(f"the line is no JSON ({error.msg} at character {error.pos + 1})", where, "mend it or take it out")
        return
    except (ValueError, RecursionError) as error:
        yield failure(f"the line is no usable JSON ({error})", where, "mend it or take it out")
        return
    if not isinstance(fields, dict):
        yield failure("the line is no JSON object", where, 'write {"id": "…", "text": "…"}')
        return
    yield from make(fields, where, options)


def _guessed(encoding: str, where: str) -> Notice:
    return Notice(f"is not UTF-8; decoded as {encoding}", where, "save it as UTF-8 if letters look wrong")


__all__ = ["STDIN", "Inputs", "read"]
