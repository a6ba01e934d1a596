"""The form of frames and slots, as docs/predicates.md describes them; what they mean, the stages that use them know."""

from __future__ import annotations

import re
from collections.abc import Container

# Classes that the analysis decides, not a table.
ANALYSED = frozenset({"person", "org", "place", "country", "actor", "authority"})
WORD = r"[^\s,=!@]+"
FEATURE = re.compile(r"[A-Z]\w*=\w+")
BARE = re.compile(r"pass|obj|subj|xcomp|ccomp|poss|light|p:[a-z]+")
AMONG = re.compile(rf"(mod|has|obj|subj|xcomp|ccomp|poss|light|p:[a-z]+)=((?:@?{WORD})(?:,@?{WORD})*)")
CLASSLESS = ("mod", "has")
ATOM = (
    "(?:subj|obj|iobj|of|by|poss|mod|light|befalls|speaker|within|abroad|all|none|-|xcomp|ccomp|advcl|acl|head|condition"
    r"|obl:(?:[a-z]+|\*))"
)
SLOTS = re.compile(rf"{ATOM}(?:\.{ATOM})*(?:[|+]{ATOM}(?:\.{ATOM})*)*")


def frame_fault(frame: str, classes: Container[str]) -> str | None:
    """What is wrong with a frame, where `classes` are the classes that it may name besides those of the analysis; None for nothing."""
    for part in frame.split():
        condition = part.lstrip("!")
        if FEATURE.fullmatch(condition) or BARE.fullmatch(condition):
            continue
        match = AMONG.fullmatch(condition)
        if match is None:
            return f"cannot read the condition {part!r}; docs/predicates.md lists the conditions"
        named = [value[1:] for value in match[2].split(",") if value.startswith("@")]
        if named and match[1] in CLASSLESS:
            return f"{match[1]}= takes words, not the class @{named[0]}"
        unknown = [name for name in named if name not in ANALYSED and name not in classes]
        if unknown:
            return f"there is no class @{unknown[0]}"
    return None


def slot_fault(slots: str) -> str | None:
    """What is wrong with a slot expression, or None."""
    return None if SLOTS.fullmatch(slots) else f"cannot read the slots {slots!r}; docs/predicates.md lists them"
