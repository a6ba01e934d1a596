"""Find what `khronika explain` is asked for, coding its article anew where that is at hand."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from khronika.cli.columns import columns_of
from khronika.cli.say import printable, say
from khronika.cli.target import read_state
from khronika.errors import InputError, UsageError
from khronika.model import Article, CodedArticle, Event, Failure, event_line
from khronika.pipeline import Pipeline
from khronika.read import Inputs, Options, read
from khronika.read.dates import given
from khronika.settings import Settings, load_settings

LINE_LIMIT = 5_000_000
# Grounds by field and number: "actors 1" is the second actor.
Reasons = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Question:
    """The command as it was given; see the options of `khronika explain`."""

    file: Path
    event: str | None = None
    source: str | None = None
    published: str | None = None
    language: str | None = None
    config: Path | None = None
    values: tuple[str, ...] = ()
    text_column: str | None = None
    title_column: str | None = None
    date_column: str | None = None
    publisher_column: str | None = None
    author_column: str | None = None
    id_column: str | None = None
    url_column: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One value of an event: the words it came from and what decided it."""

    field: str
    value: str
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class Found:
    """An event to explain: its output line, the article's text if at hand, and reasons that only coding it anew gives, by field."""

    line: dict[str, Any]
    text: str | None = None
    reasons: Reasons = field(default_factory=dict)
    note: str = ""

    def rows(self) -> Iterator[Row]:
        """The values in the order of the record."""
        line = self.line
        yield Row("type", " ".join((line["event_type"], *line["modes"])), *self._evidence(line["trigger"], "trigger"))
        yield Row("status", line["status"], "", self._why("status"))
        for role in ("actors", "recipients"):
            for number, party in enumerate(line[role]):
                value = _joined(
                    party["means"] or party["name"] or party["text"], party["country"], party["sector"], *party["other_sectors"]
                )
                yield Row(role[:-1], value, *self._evidence(party, role, number))
        if line["time"]:
            span = {"start": line["time"]["start_char"], "end": line["time"]["end_char"]}
            value = " – ".join(dict.fromkeys(filter(None, (line["time"]["start"], line["time"]["end"])))) or "unresolved"
            yield Row("time", _joined(value, line["time"]["precision"]), *self._evidence({**line["time"], **span}, "time"))
        if line["place"]:
            place = line["place"]
            value = _joined(place["name"] or "unresolved", place["admin1"], place["country"], place["precision"], place["geonameid"])
            yield Row("place", value, *self._evidence(place, "place"))
        for number, quantity in enumerate(line["quantities"]):
            low, high = ("" if quantity[side] is None else str(quantity[side]) for side in ("low", "high"))
            value = _joined(quantity["role"], low if low == high else f"{low}..{high}", "approximate" if quantity["approximate"] else None)
            yield Row("quantity", value, *self._evidence(quantity, "quantities", number))
        for number, measure in enumerate(line["measures"]):
            yield Row("measure", _joined(measure["type"], measure["stage"]), *self._evidence(measure, "measures", number))
        for number, source in enumerate(line["attributed_to"]):
            value = _joined(source["name"] or source["text"], source["country"], source["sector"], source.get("certainty"))
            yield Row("according to", value, *self._evidence(source, "attributed_to", number))
        for number, context in enumerate(line["contexts"]):
            yield Row("context", context, "", self._why("contexts", number))
        yield Row("confidence", str(line["confidence"]), "", "")
        yield Row(
            "codes", _joined(f"quad {line['quad']}", f"scale {line['scale']}", f"CAMEO {line['cameo']}"), "", "tables: plover/types.yaml"
        )

    def _evidence(self, part: dict[str, Any], name: str, number: int = 0) -> tuple[str, str]:
        """The words of a value with their offsets, and what decided it."""
        return f"“{printable(part['text'])}” {part['start']}–{part['end']}", self._why(name, number, part.get("by"))

    def _why(self, name: str, number: int = 0, by: str | None = None) -> str:
        """The grounds of a value: how it was tied to the event, then what it was read as, each once."""
        return "; ".join(dict.fromkeys(filter(None, (*self.reasons.get(f"{name} {number}", ()), by))))


def answers(question: Question) -> Iterator[Found]:
    """The events asked for. Raises UsageError or InputError if the file is no use."""
    if question.file.is_dir():
        raise UsageError("is a folder", where=str(question.file), advice="give one file")
    lines = list(_lines(question)) if _is_output(question.file) else None
    if lines is None:
        yield from _from_articles(question)
    elif lines:
        yield from _from_output(question, lines)


def _is_output(file: Path) -> bool:
    try:
        with file.open("rb") as handle:
            first = handle.readline(LINE_LIMIT)
    except OSError as error:
        raise UsageError(f"cannot be read ({error.strerror})", where=str(file), advice="check the path") from None
    if not first and read_state(file) is not None:
        return True  # a run without events
    if first.startswith(b"id,article_id,"):
        raise UsageError("is CSV", where=str(file), advice="give the articles, or what `khronika code` wrote as JSON Lines")
    try:
        line = json.loads(first)
    except ValueError:
        return False
    return isinstance(line, dict) and "event_type" in line


def _lines(question: Question) -> Iterator[dict[str, Any]]:
    """The lines of an output that are asked for."""
    with question.file.open(encoding="utf-8") as handle:
        for number, text in enumerate(handle, 1):
            if question.event and question.event not in text:
                continue  # most lines of a large file need not be parsed
            try:
                line = json.loads(text)
                wanted = not question.event or line["id"].startswith(question.event)
            except (ValueError, KeyError, TypeError, AttributeError):
                advice = "code its articles again"
                raise InputError("is no line of khronika's output", where=f"{question.file}:{number}", advice=advice) from None
            if wanted:
                yield line


def _from_articles(question: Question) -> Iterator[Found]:
    published = given(question.published) if question.published else None
    if question.published and not published:
        raise UsageError(f"{question.published!r} is no date", where="--published", advice="write it as 2020-08-14")
    settings = load_settings(question.config, question.values)
    largest, columns = settings.run.largest, columns_of(question)
    options = Options(published, language=question.language, largest=largest, columns=columns, limits=settings.read)
    for coded in Pipeline(settings).code(_articles(Inputs.of([str(question.file)]), options, aloud=True)):
        for failure in coded.failures:
            say(str(failure))
        for event in coded.events:
            if not question.event or event.id.startswith(question.event):
                yield Found(event_line(event), coded.article.text, _reasons(coded, event))


def _articles(inputs: Inputs, options: Options, *, aloud: bool) -> Iterator[Article]:
    for item in read(inputs, options):
        if isinstance(item.content, Article):
            yield item.content
        elif aloud and isinstance(item.content, Failure):
            say(str(item.content))


def _from_output(question: Question, lines: list[dict[str, Any]]) -> Iterator[Found]:
    """Explain lines of an output, coding their articles anew if they can be found."""
    state = read_state(question.file) or {}
    paths = [question.source] if question.source else [os.path.join(state.get("folder", ""), path) for path in state.get("inputs", ())]
    options = Options.restored(state.get("same", {}).get("options", {}))
    wanted = {line["article"]["id"] for line in lines}
    texts: dict[str, Article] = {}
    for article in _articles(Inputs.of(path for path in paths if path != "-"), options, aloud=False):
        if article.id in wanted:
            texts[article.id] = article
            if len(texts) == len(wanted):
                break
    settings = _settings(question, state)
    coded = {c.article.id: c for c in Pipeline(settings).code(texts.values())} if texts else {}
    for line in lines:
        article_id = line["article"]["id"]
        if article_id in coded:
            yield _compared(line, coded[article_id], texts[article_id].text)
        else:
            yield Found(line)


def _settings(question: Question, state: dict[str, Any]) -> Settings:
    """The settings of the run that wrote the output, as far as this version still knows them, then those of the call."""
    known = load_settings()
    then = [
        f"{section}.{name}={json.dumps(value)}"
        for section, values in state.get("settings", {}).items()
        for name, value in values.items()
        if hasattr(getattr(known, section, None), name)
    ]
    return load_settings(question.config, [*then, *question.values])


def _compared(line: dict[str, Any], coded: CodedArticle, text: str) -> Found:
    event = next((e for e in coded.events if e.id == line["id"]), None)
    if event is None:
        return Found(line, text, note="coded anew, the article no longer has this event; shown is what the file says")
    now = event_line(event)
    same = {name: value for name, value in now.items() if name != "coder"} == {
        name: value for name, value in line.items() if name != "coder"
    }
    return Found(now, text, _reasons(coded, event), "" if same else "coded anew, some values differ from the file; shown are the new ones")


def _reasons(coded: CodedArticle, event: Event) -> Reasons:
    """What decided each value, where the output line does not say so."""
    record = coded.record
    runner_up = next((t.runner_up for t in record.triggers or () if t.id == event.id), None)
    reasons: dict[str, tuple[str | None, ...]] = {
        "trigger 0": (event.trigger_by, runner_up and f"second best: {runner_up}"),
        "status 0": (event.status_by,),
        "time 0": (event.time_by, event.time.by if event.time else None),
        "place 0": (event.place_by, *((event.place.by, *event.place.reasons) if event.place else ())),
    }
    for arguments in (a for a in record.arguments or () if a.trigger == event.id):
        reasons |= {f"actors {i}": (arguments.actors_by,) for i in range(len(event.actors))}
        reasons |= {f"recipients {i}": (arguments.recipients_by,) for i in range(len(event.recipients))}
    tied = [q for q in record.event_quantities or () if q.trigger == event.id]
    reasons |= {f"quantities {i}": (q.by, q.quantity.by) for i, q in enumerate(tied)}
    reasons |= {f"attributed_to {i}": (source.by,) for i, source in enumerate(event.attributed_to)}
    for contexts in (c for c in record.contexts or () if c.trigger == event.id):
        reasons |= {f"contexts {i}": (by,) for i, by in enumerate(contexts.by)}
    return {name: tuple(ground for ground in grounds if ground) for name, grounds in reasons.items()}


def _joined(*parts: object) -> str:
    return " ".join(printable(str(part)) for part in parts if part is not None and part != "")
