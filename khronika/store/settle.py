"""Bring the stored events of articles in line with a coding and with people's judgements. Called inside a writing transaction."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from khronika.store import days, facets, terms
from khronika.store.apply import Applied, Standing, apply_judgements
from khronika.store.judged import judgements_on, keep_standings
from khronika.store.numbers import take
from khronika.store.rows import article_part, chunks, dump, event_columns, records, sentence_text, whole_line
from khronika.store.schema import coders, event_lines, events, events_with_lines, incident_members, incidents, unmerged_events

Row = Mapping[str, Any]
Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """The current edition of an article (its row) and the events that it shall have: machine values as stored text, by event id."""

    article: Row
    coder: int
    machine: Mapping[str, str]


@dataclass(slots=True)
class Settled:
    """What was done: how many events were put in and taken out, and the judgements that lost what they point at."""

    put: int = 0
    taken: int = 0
    lost: list[Standing] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An event as it shall be stored."""

    id: str
    article: int
    coder: int
    machine: str
    judged: str | None
    columns: Row
    words: terms.Words
    place: Row | None = None


def settle(connection: Connection, tasks: Sequence[Task]) -> Settled:
    """Put in, change and take out events so that each article has those of its task, as judged."""
    done = Settled()
    stored = stored_events(connection, [task.article["num"] for task in tasks])
    judged = judgements_on(connection, [task.article["source_key"] for task in tasks])
    coder_parts = _coder_parts(connection, tasks, stored.values())
    out: list[int] = []
    put: list[_Wanted] = []
    kept: dict[tuple[int, int], list[int]] = defaultdict(list)
    for task in tasks:
        before = stored.get(task.article["num"], {})
        for wanted in _wanted(connection, task, before, judged.get(task.article["source_key"], ()), coder_parts, done):
            row = before.pop(wanted.id, None)
            if row is not None and row["machine"] == wanted.machine and row["judged"] == wanted.judged:
                if row["coder"] != wanted.coder or row["held"] != wanted.columns["held"]:
                    kept[wanted.coder, wanted.columns["held"]].append(row["num"])
                continue
            if row is not None:
                out.append(row["num"])
            put.append(wanted)
        out += (row["num"] for row in before.values())
    remove(connection, out)
    _put(connection, put)
    for (coder, held), nums in kept.items():
        _recoded(connection, coder, held, nums)
    done.put, done.taken = len(put), len(out)
    return done


def stored_events(connection: Connection, articles: Sequence[int]) -> dict[int, dict[str, dict[str, Any]]]:
    """What is stored of the events of articles, by article and event id."""
    found: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    for part in chunks(articles):
        statement = (
            select(
                events.c.num, events.c.id, events.c.article, events.c.held, event_lines.c.coder, event_lines.c.machine, event_lines.c.judged
            )
            .select_from(events_with_lines)
            .where(events.c.article.in_(part))
        )
        for row in records(connection.execute(statement)):
            found[row["article"]][row["id"]] = row
    return found


def _coder_parts(connection: Connection, tasks: Sequence[Task], stored: Iterable[Mapping[str, Row]]) -> dict[int, dict[str, Any]]:
    """The field `coder` of lines, by the coder's number."""
    nums = {task.coder for task in tasks} | {row["coder"] for rows in stored for row in rows.values()}
    rows = records(connection.execute(select(coders).where(coders.c.num.in_(nums))))
    return {row["num"]: {"version": row["version"], "config": row["config"]} for row in rows}


def _wanted(
    connection: Connection, task: Task, before: Mapping[str, Row], judgements: Sequence[Any], coder_parts: Mapping[int, Line], done: Settled
) -> list[_Wanted]:
    article, part = task.article, article_part(task.article)
    machine = {key: (task.coder, text) for key, text in task.machine.items()}
    applied = Applied()
    if judgements:
        lines = [json.loads(text) for text in task.machine.values()]
        lost = [json.loads(row["machine"]) for key, row in before.items() if key not in task.machine]
        applied = apply_judgements(judgements, article["source_key"], article["text"], lines, lost)
        machine |= {line["id"]: (before[line["id"]]["coder"], before[line["id"]]["machine"]) for line in applied.held}
        done.lost += keep_standings(connection, article["source_key"], applied.standings)
    found = []
    for key, (coder, text) in machine.items():
        held = int(key not in task.machine)
        judged = applied.lines.get(key)
        judged_text = dump(judged) if judged is not None else None
        row = before.get(key)
        if row is not None and row["machine"] == text and row["judged"] == judged_text:
            found.append(_Wanted(key, article["num"], coder, text, judged_text, {"held": held}, {}))
            continue
        line = whole_line(judged if judged is not None else json.loads(text), part, coder_parts[coder])
        verdict = applied.verdicts.get(key)
        columns = {**event_columns(line, article["published"]), "verdict": verdict, "held": held}
        words = terms.words_of(line, sentence_text(line, article["text"]), verdict)
        found.append(_Wanted(key, article["num"], coder, text, judged_text, columns, words, line["place"]))
    return found


def remove(connection: Connection, nums: Sequence[int]) -> None:
    """Take events out."""
    for part in chunks(nums):
        terms.unindex(connection, part)
        lines = select(events.c.line).where(events.c.num.in_(part))
        connection.execute(delete(event_lines).where(event_lines.c.num.in_(lines)))
        _unmerge(connection, part)
        connection.execute(delete(events).where(events.c.num.in_(part)))
        facets.note_gone(connection, part)


def _unmerge(connection: Connection, nums: Sequence[int]) -> None:
    """Dissolve the incidents that events are in; what is left of these is to be merged anew."""
    connection.execute(delete(unmerged_events).where(unmerged_events.c.event.in_(nums)))
    theirs = select(incident_members.c.incident).where(incident_members.c.event.in_(nums)).distinct()
    for part in chunks(list(connection.execute(theirs).scalars())):
        left = select(events.c.line, events.c.num).join(incident_members, incident_members.c.event == events.c.num)
        left = left.where(incident_members.c.incident.in_(part), events.c.num.not_in(nums))
        left = left.where(events.c.line.not_in(select(unmerged_events.c.line)))
        connection.execute(insert(unmerged_events).from_select(["line", "event"], left))
        connection.execute(delete(incident_members).where(incident_members.c.incident.in_(part)))
        connection.execute(delete(incidents).where(incidents.c.num.in_(part)))


def _put(connection: Connection, wanted: Sequence[_Wanted]) -> None:
    if not wanted:
        return
    first = take(connection, "event", len(wanted))
    kept = None if connection.dialect.name == "postgresql" else terms.kept
    lines = [
        {"num": line, "coder": e.coder, "machine": e.machine, "judged": e.judged, "words": kept and kept(e.words)}
        for line, e in enumerate(wanted, first)
    ]
    connection.execute(insert(event_lines), lines)
    numbered = [(days.number(e.columns["begins"], line), line, e) for line, e in enumerate(wanted, first)]
    numbered.sort(key=lambda found: found[0])  # the full-text index is written fastest in the order of its keys
    places = facets.place_numbers(connection, [e.place for e in wanted])
    rows = [
        {"num": num, "article": e.article, "line": line, **e.columns, "place": e.place and places[facets.place_key(e.place)]}
        for num, line, e in numbered
    ]
    connection.execute(insert(events), rows)
    terms.index(connection, [(num, e.words) for num, _, e in numbered])
    connection.execute(insert(unmerged_events), [{"line": line, "event": num} for num, line, _ in numbered])


def _recoded(connection: Connection, coder: int, held: int, nums: Sequence[int]) -> None:
    """A new coder has come to the same values, or no longer finds what people vouched for, or finds it again."""
    for part in chunks(nums):
        lines = select(events.c.line).where(events.c.num.in_(part))
        connection.execute(update(event_lines).where(event_lines.c.num.in_(lines)).values(coder=coder))
        connection.execute(update(events).where(events.c.num.in_(part)).values(held=held))
