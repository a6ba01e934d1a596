-- What `khronika watch` has seen and when it asks again, and what it has told. Times are seconds since 1970.

-- Lists that are asked: feeds, site maps, and the maps that a site map names, which have the `version` that it gives them.
CREATE TABLE watch_lists (
    url TEXT NOT NULL PRIMARY KEY,
    source TEXT NOT NULL,
    version TEXT,
    etag TEXT,
    modified TEXT,
    asked DOUBLE PRECISION,
    due DOUBLE PRECISION,
    failures INTEGER NOT NULL,
    problem TEXT
);

-- Pages that a list named, each once, by its address. `due` is when to fetch it, or to ask whether it has changed; NULL is never.
CREATE TABLE watch_pages (
    url TEXT NOT NULL PRIMARY KEY,
    host TEXT NOT NULL,
    list TEXT NOT NULL,
    source TEXT NOT NULL,
    version TEXT,
    state TEXT NOT NULL,
    due DOUBLE PRECISION,
    tries INTEGER NOT NULL,
    visits INTEGER NOT NULL,
    etag TEXT,
    modified TEXT,
    article TEXT,
    given TEXT NOT NULL
);

CREATE INDEX watch_pages_due ON watch_pages (due) WHERE due IS NOT NULL;

-- What hosts ask of us: their robots.txt (NULL: it could not be had), when to fetch it again, until when nothing is to be asked.
CREATE TABLE watch_hosts (
    host TEXT NOT NULL PRIMARY KEY,
    robots TEXT,
    due DOUBLE PRECISION NOT NULL,
    failures INTEGER NOT NULL,
    closed DOUBLE PRECISION NOT NULL
);

-- How far each alert has looked: the number of the last line of an event.
CREATE TABLE alert_cursors (
    alert TEXT NOT NULL PRIMARY KEY,
    line BIGINT NOT NULL
);

-- What an alert has told: a hash of what was said of an article's events of a type.
CREATE TABLE alert_told (
    alert TEXT NOT NULL,
    source_key TEXT NOT NULL,
    event_type TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (alert, source_key, event_type, version)
);

-- Messages to send. A row is taken out of `waiting` only when the other side has taken it, or after the last try.
CREATE TABLE alert_outbox (
    num {key},
    alert TEXT NOT NULL,
    channel TEXT NOT NULL,
    id TEXT NOT NULL,
    made DOUBLE PRECISION NOT NULL,
    due DOUBLE PRECISION NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    problem TEXT,
    message TEXT NOT NULL
);

CREATE INDEX alert_outbox_waiting ON alert_outbox (due) WHERE state = 'waiting';

CREATE INDEX alert_outbox_alert ON alert_outbox (alert, channel, num);

CREATE INDEX events_line ON events (line);

INSERT INTO counters (name, value) VALUES ('alert', 0);
