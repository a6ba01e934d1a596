"""From compared pairs to clusters, people's rulings respected: average linkage, with a veto of every clear contradiction.

Over-merging is worse than under-merging: two clusters become one only if their members agree on average and no two of
them clash. Nothing depends on the order of the input: ties are broken by id.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from khronika.model.incident import Comparison, Ruling

# A pair with a score below this keeps its clusters apart, whatever the rest says.
CLASH = -3.0
# What a pair that no block brought together counts as: they share neither week nor place.
UNCOMPARED = -2.0


class _Clusters:
    """Disjoint sets of ids, with pairs of ids that must stay apart."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.root = {one: one for one in ids}
        self.members = {one: [one] for one in self.root}
        self.apart: dict[str, set[str]] = defaultdict(set)

    def may_join(self, a: str, b: str) -> bool:
        """Whether no ruling parts two clusters, given by their roots."""
        return not any(self.apart[member] & set(self.members[b]) for member in self.members[a])

    def join(self, a: str, b: str) -> str:
        """Make two clusters one; its root is the first id of the two, so that order decides nothing."""
        first, second = min(a, b), max(a, b)
        for member in self.members.pop(second):
            self.root[member] = first
            self.members[first].append(member)
        return first


def cluster(ids: Iterable[str], comparisons: Iterable[Comparison], rulings: Sequence[Ruling] = ()) -> list[tuple[str, ...]]:
    """Clusters of ids, each sorted, in order of their first; every id is in exactly one."""
    sets = _Clusters(sorted(set(ids)))
    # The newest ruling is laid down first: an older one yields where the two contradict each other.
    for ruling in reversed(rulings):
        _obey(sets, ruling)
    _link(sets, {(c.left, c.right): c.score for c in comparisons if c.left in sets.root and c.right in sets.root})
    return sorted(tuple(sorted(members)) for members in sets.members.values())


def _obey(sets: _Clusters, ruling: Ruling) -> None:
    if ruling.kind == "joined":
        here = sorted({one for one in ruling.events if one in sets.root})
        for one, other in combinations(here, 2):
            a, b = sets.root[one], sets.root[other]
            if a != b and sets.may_join(a, b):
                sets.join(a, b)
        return
    for one, other in _parted(ruling):
        if one in sets.root and other in sets.root and sets.root[one] != sets.root[other]:
            sets.apart[one].add(other)
            sets.apart[other].add(one)


def _parted(ruling: Ruling) -> Iterator[tuple[str, str]]:
    if ruling.rest:
        yield from ((one, other) for one in ruling.events for other in ruling.rest)
    else:
        yield from combinations(ruling.events, 2)


def _link(sets: _Clusters, scores: dict[tuple[str, str], float]) -> None:
    """Join the two clusters that agree most until none agree."""
    near: dict[str, set[str]] = defaultdict(set)
    for (a, b), score in scores.items():
        if score > 0:
            near[a].add(b)
            near[b].add(a)
    around: dict[str, set[str]] = {}
    for root, members in sets.members.items():
        around[root] = {sets.root[other] for member in members for other in near[member]} - {root}
    heap = [(-score, a, b) for a in around for b in around[a] if a < b and (score := _linkage(sets, scores, a, b)) > 0]
    heapq.heapify(heap)
    sizes = {root: len(members) for root, members in sets.members.items()}
    stamps = {(a, b): (sizes[a], sizes[b]) for _, a, b in heap}
    while heap:
        _, a, b = heapq.heappop(heap)
        current = (len(sets.members.get(a, ())), len(sets.members.get(b, ())))
        # An entry from before one of the two grew or was taken in.
        if 0 in current or stamps[a, b] != current or not sets.may_join(a, b):
            continue
        root = sets.join(a, b)
        gone = b if root == a else a
        around[root] = {sets.root[other] for other in around[root] | around.pop(gone)} - {root}
        for other in sorted(around[root]):
            pair = (min(root, other), max(root, other))
            around[other].add(root)
            if (score := _linkage(sets, scores, *pair)) > 0:
                stamps[pair] = (len(sets.members[pair[0]]), len(sets.members[pair[1]]))
                heapq.heappush(heap, (-score, *pair))


def _linkage(sets: _Clusters, scores: dict[tuple[str, str], float], a: str, b: str) -> float:
    """Mean score of the pairs between two clusters; CLASH if any pair clashes."""
    total, count = [], 0
    for one in sets.members[a]:
        for other in sets.members[b]:
            score = scores.get((min(one, other), max(one, other)), UNCOMPARED)
            if score <= CLASH:
                return CLASH
            total.append(score)
            count += 1
    return sum(sorted(total)) / count
