"""Judgements as rows: read with their anchors, and what has become of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select

from khronika.model.judgement import Anchor, Judgement
from khronika.store.apply import Standing
from khronika.store.rows import chunks, dump, records
from khronika.store.schema import judgement_anchors, judgement_states, judgements

LOST = ("text gone", "event gone")
SIDES = ("anchor", "rest")


def judgements_on(connection: Connection, keys: Sequence[str]) -> dict[str, list[Judgement]]:
    """The judgements on events of articles, in the order in which they were made, by the articles' keys; with them what withdraws them."""
    pairs: list[tuple[str, int]] = []
    for part in chunks(list(dict.fromkeys(keys))):
        statement = select(judgement_anchors.c.source_key, judgement_anchors.c.judgement).where(judgement_anchors.c.source_key.in_(part))
        pairs += [(row.source_key, row.judgement) for row in connection.execute(statement.distinct())]
    if not pairs:
        return {}
    found = load(connection, {num for _, num in pairs})
    by_id = {judgement.id: num for num, judgement in found.items()}
    nums: dict[str, set[int]] = defaultdict(set)
    for key, num in pairs:
        nums[key].add(num)
    for num, judgement in found.items():
        if judgement.refers in by_id:
            for wanted in nums.values():
                if by_id[judgement.refers] in wanted:
                    wanted.add(num)
    return {key: [found[num] for num in sorted(wanted)] for key, wanted in nums.items()}


def load(connection: Connection, nums: Iterable[int] | None = None) -> dict[int, Judgement]:
    """Judgements by number, in the order in which they were made: those of `nums` and what withdraws them, or all."""
    if nums is None:
        rows = records(connection.execute(select(judgements).order_by(judgements.c.num)))
        return _with_anchors(rows, records(connection.execute(select(judgement_anchors))))
    found: list[dict[str, Any]] = []
    anchors: list[dict[str, Any]] = []
    for part in chunks(sorted(nums)):
        ids = select(judgements.c.id).where(judgements.c.num.in_(part))
        found += records(connection.execute(select(judgements).where(or_(judgements.c.num.in_(part), judgements.c.refers.in_(ids)))))
        anchors += records(connection.execute(select(judgement_anchors).where(judgement_anchors.c.judgement.in_(part))))
    return _with_anchors(sorted(found, key=lambda row: row["num"]), anchors)


def _with_anchors(rows: Iterable[Mapping[str, Any]], anchors: Iterable[Mapping[str, Any]]) -> dict[int, Judgement]:
    sides: dict[tuple[int, str], list[Anchor]] = defaultdict(list)
    for row in sorted(anchors, key=lambda row: (row["judgement"], row["place"])):
        anchor = Anchor(
            row["source_key"], row["start_char"], row["end_char"], row["text"], row["event_type"], row["text_before"], row["text_after"]
        )
        sides[row["judgement"], row["side"]].append(anchor)
    return {
        row["num"]: Judgement(
            row["id"], row["kind"], row["author"], row["why"], row["made"], tuple(sides[row["num"], "anchor"]),
            row["field"], _loaded(row["value"]), _loaded(row["machine"]), tuple(sides[row["num"], "rest"]), row["refers"], row["review"],
        )
        for row in rows
    }  # fmt: skip


def _loaded(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def keep(connection: Connection, num: int, judgement: Judgement) -> None:
    """Add a judgement to the log."""
    correction = judgement.kind == "correct"
    connection.execute(
        insert(judgements),
        {
            "num": num, "id": judgement.id, "kind": judgement.kind, "made": judgement.made, "author": judgement.by, "why": judgement.why,
            "field": judgement.field, "value": dump(judgement.value) if correction else None,
            "machine": dump(judgement.machine) if correction else None, "refers": judgement.refers, "review": judgement.review,
        },
    )  # fmt: skip
    sided = [(side, anchor) for side, anchors in zip(SIDES, (judgement.anchors, judgement.rest), strict=True) for anchor in anchors]
    rows = [
        {
            "judgement": num, "place": place, "side": side, "source_key": anchor.article,
            "start_char": anchor.start, "end_char": anchor.end,
            "text": anchor.text, "event_type": anchor.event_type, "text_before": anchor.before, "text_after": anchor.after,
        }
        for place, (side, anchor) in enumerate(sided)
    ]  # fmt: skip
    if rows:
        connection.execute(insert(judgement_anchors), rows)


def keep_standings(connection: Connection, source_key: str, standings: Sequence[Standing]) -> list[Standing]:
    """Store what has become of the judgements on an article; returns those that have lost what they point at only now."""
    if not standings:
        return []
    ids = {standing.judgement for standing in standings}
    nums = {row.id: row.num for row in connection.execute(select(judgements.c.id, judgements.c.num).where(judgements.c.id.in_(ids)))}
    statement = select(judgement_states).where(judgement_states.c.judgement.in_(nums.values()))
    before = {(row.judgement, row.place): row.state for row in connection.execute(statement)}
    for standing in standings:
        num = nums[standing.judgement]
        connection.execute(delete(judgement_states).where(judgement_states.c.judgement == num, judgement_states.c.place == standing.place))
        values = {"judgement": num, "place": standing.place, "state": standing.state, "event": standing.event}
        connection.execute(insert(judgement_states), values)
    return [s for s in standings if s.state in LOST and before.get((nums[s.judgement], s.place)) != s.state]
