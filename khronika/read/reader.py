"""Read sources into articles, one at a time, with what went wrong between them."""

from __future__ import annotations

import hashlib
import importlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from khronika.model import Article, Failure
from khronika.read.budget import Budget, TooMuchError
from khronika.read.entry import Entry
from khronika.read.formats import HEAD, NAMES, Kind, packing_of, settled
from khronika.read.items import Content, Item, Notice, Options, failure
from khronika.read.sources import STDIN, Found, Source, find, unreadable
from khronika.read.stream import EndlessLineError, Stream, TooLargeError, damaged

# Module and function for each format; libraries are loaded when one is met.
READERS: Mapping[Kind, tuple[str, str]] = {
    "text": ("plain", "read"), "jsonl": ("json_lines", "read"), "json": ("json_file", "read"), "html": ("html", "read"),
    "table": ("table", "read"), "parquet": ("parquet", "read"), "warc": ("warc", "read"), "epub": ("epub", "read"), "pdf": ("pdf", "read"),
    "mail": ("mail", "read"), "mbox": ("mail", "read_mailbox"), "feed": ("feed", "read"), "zip": ("archive", "read_zip"),
    "tar": ("archive", "read_tar"),
}  # fmt: skip


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
    told: set[str] = set()
    done = 0
    for found in inputs.found:
        if not isinstance(found, Source):
            yield Item(found, done)
            continue
        furthest = 0
        for content, position in _source(found, options, told):
            furthest = max(furthest, position)
            yield Item(_once(content, seen), done + furthest)
        done += found.size


def read_bytes(data: bytes, name: str, kind: Kind = "either", options: Options | None = None) -> Iterator[Content]:
    """What bytes hold that come from elsewhere, e.g. were fetched; `kind` is the format that they are said to have."""
    options = options or Options()
    budget = Budget(options.limits, len(data))
    stream = Stream.within(cast(BinaryIO, io.BytesIO(data)), None, budget)
    with stream:
        yield from _affordable(Entry(stream, name, kind, options, budget, set(), contents))


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


def _source(source: Source, options: Options, told: set[str]) -> Iterator[tuple[Content, int]]:
    """What one source holds, and how far it was read."""
    budget = Budget(options.limits, source.size)
    try:
        stream = Stream(source, budget)
    except OSError as error:
        yield unreadable(source.name, error), source.size
        return
    with stream:
        entry = Entry(stream, source.name, source.kind, options, budget, told, contents, int(source.packing is not None))
        for content in _affordable(entry):
            yield content, stream.position


def _affordable(entry: Entry) -> Iterator[Content]:
    """The contents of a source, as far as its budget goes."""
    try:
        yield from contents(entry)
    except TooMuchError as error:
        what, advice = error.args
        yield failure(what, entry.name, advice)


def contents(entry: Entry) -> Iterator[Content]:
    """What an open file holds, by its format; whatever a broken or hostile one makes a library raise becomes a failure."""
    name = entry.name
    try:
        yield from _opened(entry)
    except EndlessLineError:
        yield failure("holds a line that does not end", name, "check what this packed file is")
    except TooLargeError:
        yield failure(f"holds more than {entry.options.limits.held:,} bytes", name, "unpack it first, or raise read.held")
    except TooMuchError:
        raise  # the whole source is given up, not this file of it alone
    except MemoryError:
        yield failure("needs more memory than there is", name, "split it")
    except OSError as error:
        if not damaged(error):
            yield unreadable(name, error)
        else:
            yield _damaged(name, error)
    except Exception as error:  # noqa: BLE001 - parsers of other people's formats raise what they like; the run goes on
        if damaged(error):
            yield _damaged(name, error)
        else:
            what = f"{type(error).__name__}: {error}"[:150]
            yield failure(f"cannot be understood ({what})", name, "open and save it with the program that made it, or report this")


def _damaged(name: str, error: Exception) -> Failure:
    return failure(f"the packed file is damaged from here on ({error})", name, "what came before is coded; fetch it again")


def _opened(entry: Entry) -> Iterator[Content]:
    """Find out what the file is and read it."""
    limits, depth = entry.options.limits, entry.depth
    head = entry.stream.peek()[:HEAD]
    while packing := packing_of(head):
        depth += 1
        if depth > limits.depth:
            break
        entry.stream.unpack(packing)
        head = entry.stream.peek()[:HEAD]
    if depth > limits.depth:
        yield failure(f"lies in more than {limits.depth} archives", entry.name, "unpack them, or raise read.depth")
        return
    if not head and entry.kind not in ("text", "either"):
        yield failure("is empty", entry.name, "give a file with articles")
        return
    kind = settled(entry.kind, head)
    if entry.kind not in (kind, "either"):
        yield Notice(f"is {NAMES[kind]} by its first bytes", entry.name, "it is read as that")
    module, name = READERS[kind]
    reader: Callable[[Entry], Iterator[Content]] = getattr(importlib.import_module(f"khronika.read.{module}"), name)
    yield from reader(replace(entry, kind=kind, depth=depth))


__all__ = ["STDIN", "Inputs", "contents", "read", "read_bytes"]
