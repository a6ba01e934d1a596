"""The tables as the newest migration leaves them; `migrations/*.sql` makes them and says what they are for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Float, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.types import TypeEngine

metadata = MetaData()


def _table(name: str, /, **columns: type[TypeEngine[Any]]) -> Table:
    """A table whose first column is its key."""
    first = next(iter(columns))
    return Table(
        name, metadata, *(Column(column, kind, primary_key=column == first, autoincrement=False) for column, kind in columns.items())
    )


migrations = Table("khronika_migrations", metadata, Column("number", Integer, primary_key=True), Column("applied", Text, nullable=False))
coders = _table("coders", num=BigInteger, version=Text, config=Text, first_used=Text)
runs = _table(
    "runs", num=BigInteger, verb=Text, started=Text, ended=Text, state=Text, inputs=Text, settings=Text,
    articles=BigInteger, events=BigInteger, failed=BigInteger,
)  # fmt: skip
failures = _table("failures", num=BigInteger, run=BigInteger, article=Text, stage=Text, what=Text, place=Text, advice=Text)
articles = _table(
    "articles", num=BigInteger, source_key=Text, edition=Integer, is_current=Integer, id=Text, content=Text, text=Text, title=Text,
    published=Text, published_from=Text, publisher=Text, url=Text, language=Text, added=Text, coder=BigInteger, run=BigInteger,
    author=Text,
)  # fmt: skip
events = _table(
    "events", num=BigInteger, id=Text, article=BigInteger, line=BigInteger, begins=Text, ends=Text, day_from=Text, event_type=Text,
    status=Text, country=Text, confidence=Float, verdict=Text, held=Integer, place=BigInteger, actors=Text, recipients=Text,
)  # fmt: skip
places = _table(
    "places", num=BigInteger, place_key=Text, name=Text, country=Text, admin1=Text, precision=Text, lat=Float, lon=Float,
    geonameid=BigInteger,
)  # fmt: skip
gone_events = _table("gone_events", num=BigInteger, event=BigInteger)
event_lines = _table("event_lines", num=BigInteger, coder=BigInteger, machine=Text, judged=Text, words=Text)
old_events = _table("old_events", article=BigInteger, id=Text, coder=BigInteger, machine=Text)
# How the two go together.
events_with_lines = events.join(event_lines, event_lines.c.num == events.c.line)
# SQLite: a full-text table of five columns. PostgreSQL: one column of lexemes with weights (store/terms.py).
event_search = _table("event_search", rowid=BigInteger)
counters = _table("counters", name=Text, value=BigInteger)
judgements = _table(
    "judgements", num=BigInteger, id=Text, kind=Text, made=Text, author=Text, why=Text, field=Text, value=Text, machine=Text, refers=Text,
    review=Text,
)  # fmt: skip
judgement_anchors = _table(
    "judgement_anchors", judgement=BigInteger, place=Integer, side=Text, source_key=Text, start_char=BigInteger, end_char=BigInteger,
    text=Text, event_type=Text, text_before=Text, text_after=Text,
)  # fmt: skip
judgement_states = _table("judgement_states", judgement=BigInteger, place=Integer, state=Text, event=Text)
incidents = _table("incidents", num=BigInteger, id=Text, event_type=Text, members=Integer, line=Text)
former_incidents = _table("former_incidents", id=Text, event=Text)
incident_counts = _table("incident_counts", incident=BigInteger, role=Text, low=Float, high=Float, confirmed=Integer)
incident_members = _table("incident_members", event=BigInteger, incident=BigInteger, weight=Float)
stories = _table("stories", num=BigInteger, id=Text, articles=Integer, days=Text, total=LargeBinary)
story_members = _table("story_members", article=BigInteger, story=BigInteger, likeness=Float, copy_of=BigInteger)
story_terms = _table("story_terms", term=BigInteger, story=BigInteger, seen=BigInteger)
story_rarity = _table("story_rarity", num=BigInteger, articles=BigInteger, counts=LargeBinary)
story_copies = _table("story_copies", band=BigInteger, article=BigInteger)
unmerged_events = _table("unmerged_events", line=BigInteger, event=BigInteger)
unmerged_articles = _table("unmerged_articles", article=BigInteger)
watch_lists = _table(
    "watch_lists", url=Text, source=Text, version=Text, etag=Text, modified=Text, asked=Float, due=Float, failures=Integer, problem=Text
)
watch_pages = _table(
    "watch_pages", url=Text, host=Text, list=Text, source=Text, version=Text, state=Text, due=Float, tries=Integer, visits=Integer,
    etag=Text, modified=Text, article=Text, given=Text,
)  # fmt: skip
watch_hosts = _table("watch_hosts", host=Text, robots=Text, due=Float, failures=Integer, closed=Float)
alert_cursors = _table("alert_cursors", alert=Text, line=BigInteger)
alert_told = _table("alert_told", alert=Text, source_key=Text, event_type=Text, version=Text)
alert_outbox = _table(
    "alert_outbox", num=BigInteger, alert=Text, channel=Text, id=Text, made=Float, due=Float, state=Text, tries=Integer, problem=Text,
    message=Text,
)  # fmt: skip
users = _table("users", num=BigInteger, name=Text, folded=Text, role=Text, password=Text, generation=BigInteger, created=Text)
tokens = _table(
    "tokens", num=BigInteger, id=Text, user_num=BigInteger, scope=Text, digest=Text, label=Text, created=Text, expires=Text
)  # fmt: skip
audit = _table("audit", num=BigInteger, made=Text, who=Text, what=Text, about=Text, address=Text)
web_keys = _table("web_keys", name=Text, value=Text)
