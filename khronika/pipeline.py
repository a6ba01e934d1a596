"""The pipeline: which stages there are, in which order, and how articles go through them.

>>> from khronika.pipeline import code_articles
>>> from khronika.model import Article
>>> [coded] = code_articles([Article(id="a", text="Police arrested 40 protesters in Minsk.")])
>>> coded.events[0].event_type, coded.events[0].modes
('COERCE', ('arrest',))
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from khronika import __version__
from khronika.assemble import assemble
from khronika.errors import PipelineError, ResourceError, TableError
from khronika.events.filter import promises
from khronika.language.analyse import MODULES, analyse_many
from khronika.language.detect import detect
from khronika.model import Analysis, Article, BatchStage, CodedArticle, Coder, Failure, Record, Stage
from khronika.settings import Settings, load_settings
from khronika.tables import tables_fingerprint
from khronika.tables.own import load_ontology

# A batch ends with the article that brings it over this many characters: analyses take some 200 times the room of their texts.
BATCH_CHARACTERS = 300_000


def default_stages(settings: Settings) -> tuple[Stage, ...]:
    """The stages in their order. This list is the whole pipeline: nothing registers itself from elsewhere."""
    from khronika.actors.arguments import ArgumentStage
    from khronika.actors.mentions import MentionStage
    from khronika.attribution.find import AttributionStage
    from khronika.attribution.link import SourceStage
    from khronika.events.confidence import ConfidenceStage
    from khronika.events.contexts import ContextStage
    from khronika.events.status import StatusStage
    from khronika.events.triggers import TriggerStage
    from khronika.places.find import ToponymStage
    from khronika.places.link import EventPlaceStage
    from khronika.quantities.find import QuantityStage
    from khronika.quantities.link import EventQuantityStage
    from khronika.quantities.measures import MeasureStage
    from khronika.times.find import TimexStage
    from khronika.times.link import EventTimeStage

    return (
        TimexStage(),
        ToponymStage(),
        QuantityStage(),
        TriggerStage(settings.events),
        MentionStage(),
        ArgumentStage(),
        AttributionStage(),
        SourceStage(),
        EventTimeStage(),
        EventPlaceStage(),
        EventQuantityStage(),
        MeasureStage(),
        StatusStage(),
        ContextStage(),
        ConfidenceStage(),
    )


def check_stages(stages: Sequence[Stage]) -> None:
    """Raise PipelineError if a stage reads a layer that none before it writes, or two stages write the same layer."""
    written: dict[str, str] = {"article": "reading", "analysis": "language"}
    for stage in stages:
        for layer in stage.reads:
            if layer not in written:
                raise PipelineError(
                    f"stage {stage.name!r} reads {layer!r}, which no stage before it writes",
                    where="pipeline", advice=f"put the stage that writes {layer!r} before it",
                )  # fmt: skip
        for layer in stage.writes:
            if layer in written:
                raise PipelineError(
                    f"stages {written[layer]!r} and {stage.name!r} both write {layer!r}",
                    where="pipeline", advice="take one of them out",
                )  # fmt: skip
            written[layer] = stage.name


class Pipeline:
    """Codes articles; made once, used for many. `stages` defaults to `default_stages`."""

    def __init__(self, settings: Settings | None = None, stages: Sequence[Stage] | None = None) -> None:
        self.settings = settings or load_settings()
        self.ontology = load_ontology(self.settings.events.ontology)
        self.stages = tuple(stages) if stages is not None else default_stages(self.settings)
        check_stages(self.stages)
        self.coder = Coder(__version__, self._config())

    def _config(self) -> str:
        tables = [tables_fingerprint(), *filter(None, [self.ontology.fingerprint])]
        parts = [self.settings.fingerprint, *tables, *(f"{s.name} {s.version}" for s in self.stages)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def code(self, articles: Iterable[Article]) -> Iterator[CodedArticle]:
        """Code articles as they come, in order, holding `run.articles` of them at a time, fewer if they are long.

        The first batch is a single article and each further one twice as large, so that the first events come early.

        An article that cannot be coded comes out without events and with its failures, one whose words promise no acts without events and
        with `skipped`.
        """
        batch: list[Article] = []
        characters, size = 0, 1
        for article in articles:
            batch.append(article)
            characters += len(article.text)
            if len(batch) >= size or characters >= BATCH_CHARACTERS:
                yield from self._batch(batch)
                batch, characters, size = [], 0, min(2 * size, self.settings.run.articles)
        if batch:
            yield from self._batch(batch)

    def _batch(self, batch: Sequence[Article]) -> Iterator[CodedArticle]:
        prepared = [self._prepare(article) for article in batch]
        analyses = self._analyses([item for item in prepared if isinstance(item, Article)])
        states: list[Record | CodedArticle] = [
            Record(item, analysis=next(analyses)) if isinstance(item, Article) else item for item in prepared
        ]
        for stage in self.stages:
            states = self._stage(stage, states)
        for state in states:
            yield (
                state
                if isinstance(state, CodedArticle)
                else CodedArticle(state.article, assemble(state, self.coder, self.ontology.types), state)
            )

    def _prepare(self, article: Article) -> Article | CodedArticle:
        """The article with its language, or what it comes out as unparsed: failed, or skipped for want of words that tell acts."""
        known = self._language(article)
        if isinstance(known, Failure):
            return CodedArticle(article, (), Record(article), (known,))
        if promises(known.text, known.language or "", self.settings.events):
            return known
        return CodedArticle(known, (), Record(known), skipped=True)

    def _language(self, article: Article) -> Article | Failure:
        """The article with its language, or why it cannot be coded."""
        where = article.origin or article.id
        if not article.text.strip():
            return Failure("the article has no text", where, "give the text of the report", article.id, "language")
        language = article.language or detect(article.text)
        supported = self.settings.language.supported
        if language not in supported or language not in MODULES:
            known = ", ".join(supported)
            return Failure(
                f"the language {language!r} is not supported yet", where,
                f"supported: {known}; if the language was mistaken, say which it is", article.id, "language",
            )  # fmt: skip
        return _with_language(article, language)

    def _analyses(self, articles: Sequence[Article]) -> Iterator[Analysis]:
        """Analyses in order of the articles; runs of one language go through its parser together."""
        options = self.settings.language
        for language, run in itertools.groupby(articles, key=lambda a: a.language or ""):
            yield from analyse_many((a.text for a in run), language, piece=options.piece, batch=options.batch)

    def _stage(self, stage: Stage, states: Sequence[Record | CodedArticle]) -> list[Record | CodedArticle]:
        """One stage for all articles of a batch that no earlier stage failed on."""
        records = [state for state in states if isinstance(state, Record)]
        if isinstance(stage, BatchStage):
            try:
                done = iter(stage.code_many(records))
                return [next(done) if isinstance(state, Record) else state for state in states]
            except (TableError, ResourceError):
                raise
            except Exception:  # one of them is at fault: each alone, so that the others are coded
                return [self._alone(stage, state) if isinstance(state, Record) else state for state in states]
        return [self._alone(stage, state) if isinstance(state, Record) else state for state in states]

    def _alone(self, stage: Stage, record: Record) -> Record | CodedArticle:
        """The record with the stage's layers, or the article with its failure."""
        try:
            return stage.code(record)
        except (TableError, ResourceError):
            raise  # a broken table or a missing model would fail every article
        except Exception as error:  # one faulty article must not stop the run; it is reported with its stage
            where = record.article.origin or record.article.id
            failure = Failure(
                f"{type(error).__name__}: {error}", where, "report this with the article's text", record.article.id, stage.name
            )
            return CodedArticle(record.article, (), record, (failure,))


def code_articles(articles: Iterable[Article], settings: Settings | None = None) -> Iterator[CodedArticle]:
    """Code a stream of articles in bounded memory; see `Pipeline.code`."""
    yield from Pipeline(settings).code(articles)


def _with_language(article: Article, language: str) -> Article:
    return article if article.language == language else replace(article, language=language)
