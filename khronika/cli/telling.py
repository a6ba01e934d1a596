"""What `khronika stories` does: read all, find the stories, put them out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from khronika.cli.listing import write
from khronika.cli.run import Call, inputs_of, numbered, options_of
from khronika.cli.say import say
from khronika.export.lines import encode
from khronika.merge.stories import stories
from khronika.model import Article, Failure
from khronika.read import read
from khronika.settings import load_settings


def run(given: Mapping[str, Any]) -> int:
    """Put out the stories; 1 if an input could not be read."""
    call = Call(verb="stories", **given)
    options = options_of(call, load_settings(call.config, call.values))
    articles: list[Article] = []
    failed = 0
    for item in read(inputs_of(call), options):
        if isinstance(item.content, Article):
            articles.append(item.content)
        else:
            failed += isinstance(item.content, Failure)
            say(str(item.content))
    found = stories(articles)
    for membership in found:
        write(encode({"id": membership.article, "story": membership.story}))
    say(f"{len({m.story for m in found}):,} stories in {numbered(len(found), 'article')}")
    return 1 if failed else 0
