"""Merging with a bar and a summary."""

from __future__ import annotations

from khronika.cli.progress import Bar
from khronika.cli.run import numbered
from khronika.cli.say import say
from khronika.store import Chronicle, merging

# `add` leaves it to `khronika merge` if this many events are to be merged.
LEFT = 200_000


def merge_told(chronicle: Chronicle, *, everything: bool = False) -> None:
    """Merge, and say how much."""
    with Bar(0, visible=True) as bar:
        done = merging.merge(chronicle, everything=everything, told=lambda count, _: bar.update(0, count))
    say(f"{numbered(done, 'event')} merged into incidents")


def merge_added(chronicle: Chronicle) -> None:
    """Merge after adding, unless that would take long."""
    count = merging.unmerged(chronicle)
    if count > LEFT:
        say(f"{numbered(count, 'event')} are not merged yet; do it with `khronika merge`")
    elif count:
        merge_told(chronicle)


def tell_unmerged(chronicle: Chronicle) -> None:
    """Say if incidents do not have all events yet."""
    if count := merging.unmerged(chronicle):
        say(f"{numbered(count, 'event')} are not merged yet and stand in no incident; do it with `khronika merge`")
