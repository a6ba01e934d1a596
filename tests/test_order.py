"""An article's events depend on that article alone, whatever is coded beside it and in which order."""

from __future__ import annotations

import json
from pathlib import Path

from khronika.model import Article, event_line
from khronika.pipeline import Pipeline
from khronika.read import read

EXAMPLES = Path(__file__).parent.parent / "examples" / "minsk-2020"


def test_neighbours_and_order_change_nothing():
    articles = [item.content for item in read([str(EXAMPLES)]) if isinstance(item.content, Article)]
    pipeline = Pipeline()

    def lines(chosen):
        return {
            coded.article.id: [json.dumps(event_line(event), sort_keys=True) for event in coded.events] for coded in pipeline.code(chosen)
        }

    together = lines(articles)
    assert sum(map(len, together.values())) > 0
    assert lines(articles[::-1]) == together
    assert {key: value for article in articles for key, value in lines([article]).items()} == together
