"""YAML with the line of each part, for files that people write and that may hold anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from khronika.errors import UsageError

# A part of a file by the keys and numbers that lead to it.
Place = tuple[str | int, ...]
LARGEST = 5_000_000


@dataclass
class Marked:
    """The bytes of a file, what it holds, the line on which each part begins, and what was wrong already: (line, place, fault).

    `whole` says that all of the file could be taken in, if with faults.
    """

    data: bytes = b""
    content: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[tuple[int, Place, str]] = field(default_factory=list)
    whole: bool = False

    def line(self, place: Place) -> int:
        """The line of a part, or of the nearest part around it."""
        return next((self.lines[place[:n]] for n in range(len(place), -1, -1) if place[:n] in self.lines), 1)


def read_marked(path: Path) -> Marked:
    """The content of a file. Raises UsageError if it cannot be read; faults of its YAML are in the result."""
    try:
        data = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError as error:
        raise UsageError(f"cannot be read ({error.strerror})", where=str(path), advice="give a YAML file") from None
    if data is None:
        raise UsageError(f"is larger than {LARGEST:,} bytes", where=str(path), advice="give a YAML file that a person wrote")
    marked = Marked(data)
    try:
        _fill(marked, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        marked.faults.append((data[: error.start].count(b"\n") + 1, (), "this is no UTF-8"))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        marked.faults.append((mark.line + 1 if mark else 1, (), f"this is no YAML: {error.problem or error.context}"))
    except yaml.YAMLError as error:
        marked.faults.append((1, (), f"this is no YAML: {' '.join(str(error).split())}"))
    except RecursionError:
        marked.faults.append((1, (), "is nested too deeply"))
    return marked


def _fill(marked: Marked, text: str) -> None:
    # A file of aliases of aliases would unfold without end, and nobody needs them here.
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            marked.faults.append(
                (event.start_mark.line + 1 if event.start_mark else 1, (), f"uses the alias *{event.anchor}; write the value out")
            )
            return
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    if node is not None:
        marked.content = _value(node, (), marked)
    marked.whole = True


def _value(node: yaml.Node, place: Place, marked: Marked) -> Any:
    marked.lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(node, place, marked))
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*place, i), marked) for i, child in enumerate(node.value)]
    return _scalar(node, place, marked)


def _pairs(node: yaml.MappingNode, place: Place, marked: Marked) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            marked.faults.append((line, place, "a key is no word"))
            continue
        # Keys are taken as they are written: `yes:` is the key "yes".
        name = str(key.value)
        if name in seen:
            marked.faults.append((line, (*place, name), "stands here for the second time"))
            continue
        seen.add(name)
        yield name, _value(value, (*place, name), marked)
        marked.lines[*place, name] = line


def _scalar(node: yaml.Node, place: Place, marked: Marked) -> Any:
    """A number, truth value, null or string; a date stays the words that it is written in."""
    kind = node.tag.rpartition(":")[2]
    constructor = yaml.SafeLoader("")
    try:
        if kind in ("null", "bool", "int", "float"):
            return constructor.construct_object(node)
    except ValueError:
        kind = "str"
    finally:
        constructor.dispose()
    if kind not in ("str", "timestamp", "null", "bool", "int", "float", "merge", "value"):
        marked.faults.append((node.start_mark.line + 1, place, f"the tag {node.tag} is unknown"))
    return str(node.value)
