"""Frozen records. Nothing here knows how anything is computed."""

from khronika.model.analysis import Analysis, Name, Sentence, Token
from khronika.model.article import Article
from khronika.model.attribution import Attribution, EventSource
from khronika.model.entity import Arguments, Entity
from khronika.model.event import Coder, Event, EventContexts, EventStatus, Status, Trigger
from khronika.model.place import EventPlace, Toponym
from khronika.model.quantity import EventQuantity, Measure, Quantity
from khronika.model.record import BatchStage, CodedArticle, Failure, Record, Stage, event_line, layers_line
from khronika.model.span import Span
from khronika.model.time import EventTime, Timex

__all__ = [
    "Analysis", "Arguments", "Article", "Attribution", "BatchStage", "CodedArticle", "Coder", "Entity", "Event", "EventContexts",
    "EventPlace", "EventQuantity", "EventSource", "EventStatus", "EventTime", "Failure", "Measure", "Name", "Quantity", "Record",
    "Sentence", "Span", "Stage", "Status", "Timex", "Token", "Toponym", "Trigger", "event_line", "layers_line",
]  # fmt: skip
