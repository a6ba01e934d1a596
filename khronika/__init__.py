"""Khronika: news reports in, the chronicle of a crisis out.

    import khronika

    khronika.code(text, published="2020-08-14")       # the events of a text
    khronika.annotate(text, published="2020-08-14")   # the layers under them
    khronika.code_articles(articles)                  # a stream of articles, see khronika.article

Records are described in `khronika.model`, their output form in docs/record.md.
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["annotate", "article", "code", "code_articles", "event_line", "layers_line"]

if TYPE_CHECKING:
    from khronika.api import annotate, article, code, code_articles, event_line, layers_line


def __getattr__(name: str) -> object:
    # Loaded on first use: `khronika --help` and `khronika.__version__` need none of it.
    if name in __all__:
        from khronika import api

        return getattr(api, name)
    raise AttributeError(f"module 'khronika' has no attribute {name!r}")
