-- The chronicle's first tables. Statements end with a semicolon before an empty line. A migration that has been released is never edited:
-- a later one changes what it made. {key} is the key of a table as the engine wants it; `counters` gives its values.

CREATE TABLE coders (
    num {key},
    version TEXT NOT NULL,
    config TEXT NOT NULL,
    first_used TEXT NOT NULL,
    UNIQUE (version, config)
);

CREATE TABLE runs (
    num {key},
    verb TEXT NOT NULL,
    started TEXT NOT NULL,
    ended TEXT,
    state TEXT NOT NULL,
    inputs TEXT NOT NULL,
    settings TEXT NOT NULL,
    articles BIGINT NOT NULL,
    events BIGINT NOT NULL,
    failed BIGINT NOT NULL
);

CREATE TABLE failures (
    num {key},
    run BIGINT NOT NULL REFERENCES runs (num),
    article TEXT,
    stage TEXT,
    what TEXT NOT NULL,
    place TEXT NOT NULL,
    advice TEXT NOT NULL
);

CREATE INDEX failures_run ON failures (run);

-- One row an edition. `source_key` is what the editions of an article share; exactly one of them is current.
CREATE TABLE articles (
    num {key},
    source_key TEXT NOT NULL,
    edition INTEGER NOT NULL,
    is_current INTEGER NOT NULL,
    id TEXT NOT NULL,
    content TEXT NOT NULL,
    text TEXT,
    title TEXT,
    published TEXT,
    published_from TEXT,
    publisher TEXT,
    url TEXT,
    language TEXT,
    added TEXT NOT NULL,
    coder BIGINT REFERENCES coders (num),
    run BIGINT REFERENCES runs (num),
    UNIQUE (source_key, edition)
);

CREATE UNIQUE INDEX articles_current ON articles (source_key) WHERE is_current = 1;

CREATE INDEX articles_id ON articles (id);

CREATE INDEX articles_coder ON articles (coder) WHERE is_current = 1;

CREATE INDEX articles_published ON articles (published) WHERE is_current = 1;

-- Events of current editions. `num` begins with the day on which the event began (store/days.py), so that the table lies in order of time.
-- It is narrow, so that looking through it is fast; what is wide stands in `event_lines`, in the order in which it came.
CREATE TABLE events (
    num {key},
    id TEXT NOT NULL UNIQUE,
    article BIGINT NOT NULL REFERENCES articles (num),
    line BIGINT NOT NULL,
    begins TEXT,
    ends TEXT,
    day_from TEXT,
    event_type TEXT NOT NULL,
    status TEXT NOT NULL,
    country TEXT,
    confidence DOUBLE PRECISION NOT NULL,
    verdict TEXT,
    held INTEGER NOT NULL
);

CREATE INDEX events_article ON events (article);

-- The coded values as JSON: what the machine coded, and the same with people's corrections, where there are any. On SQLite, also the words
-- that are in the full-text index, which must be told again to take them out: it keeps no copy of them.
CREATE TABLE event_lines (
    num {key},
    coder BIGINT NOT NULL REFERENCES coders (num),
    machine TEXT NOT NULL,
    judged TEXT,
    words TEXT
);

-- Events of editions that a later one has superseded.
CREATE TABLE old_events (
    article BIGINT NOT NULL REFERENCES articles (num),
    id TEXT NOT NULL,
    coder BIGINT NOT NULL REFERENCES coders (num),
    machine TEXT NOT NULL,
    PRIMARY KEY (article, id)
);

-- only: sqlite
CREATE VIRTUAL TABLE event_search USING fts5 (
    actors, recipients, sources, words, codes, tokenize = "unicode61 remove_diacritics 0 tokenchars '#'", content = "", columnsize = 0
);

-- only: postgresql
CREATE TABLE event_search (
    rowid BIGINT NOT NULL PRIMARY KEY,
    search TSVECTOR NOT NULL
);

-- only: postgresql
CREATE INDEX event_search_words ON event_search USING gin (search);

CREATE TABLE counters (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

INSERT INTO counters (name, value)
VALUES ('article', 0), ('coder', 0), ('event', 0), ('failure', 0), ('incident', 0), ('judgement', 0), ('run', 0), ('story', 0);

-- What people say: rows are only ever added, which the triggers below see to.
CREATE TABLE judgements (
    num {key},
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    made TEXT NOT NULL,
    author TEXT NOT NULL,
    why TEXT NOT NULL,
    field TEXT,
    value TEXT,
    machine TEXT,
    refers TEXT
);

CREATE INDEX judgements_refers ON judgements (refers);

CREATE TABLE judgement_anchors (
    judgement BIGINT NOT NULL REFERENCES judgements (num),
    place INTEGER NOT NULL,
    side TEXT NOT NULL,
    source_key TEXT NOT NULL,
    start_char BIGINT NOT NULL,
    end_char BIGINT NOT NULL,
    text TEXT NOT NULL,
    event_type TEXT NOT NULL,
    text_before TEXT NOT NULL,
    text_after TEXT NOT NULL,
    PRIMARY KEY (judgement, place)
);

CREATE INDEX judgement_anchors_article ON judgement_anchors (source_key);

-- What has become of a judgement in the coding that is current; made anew whenever its article is coded.
CREATE TABLE judgement_states (
    judgement BIGINT NOT NULL REFERENCES judgements (num),
    place INTEGER NOT NULL,
    state TEXT NOT NULL,
    event TEXT,
    PRIMARY KEY (judgement, place)
);

CREATE INDEX judgement_states_event ON judgement_states (event);

-- only: sqlite
CREATE TRIGGER judgements_stay BEFORE UPDATE ON judgements
BEGIN
    SELECT RAISE(ABORT, 'judgements are only ever added');
END;

-- only: sqlite
CREATE TRIGGER judgements_remain BEFORE DELETE ON judgements
BEGIN
    SELECT RAISE(ABORT, 'judgements are only ever added');
END;

-- only: sqlite
CREATE TRIGGER judgement_anchors_stay BEFORE UPDATE ON judgement_anchors
BEGIN
    SELECT RAISE(ABORT, 'judgements are only ever added');
END;

-- only: sqlite
CREATE TRIGGER judgement_anchors_remain BEFORE DELETE ON judgement_anchors
BEGIN
    SELECT RAISE(ABORT, 'judgements are only ever added');
END;

-- only: postgresql
CREATE FUNCTION khronika_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'judgements are only ever added';
END $$;

-- only: postgresql
CREATE TRIGGER judgements_stay BEFORE UPDATE OR DELETE ON judgements FOR EACH STATEMENT EXECUTE FUNCTION khronika_only_added();

-- only: postgresql
CREATE TRIGGER judgement_anchors_stay BEFORE UPDATE OR DELETE ON judgement_anchors FOR EACH STATEMENT EXECUTE FUNCTION khronika_only_added();
