-- What merging makes of the events: incidents and stories. All of it can be made anew from the events and the judgements.

CREATE TABLE incidents (
    num {key},
    id TEXT NOT NULL UNIQUE,
    event_type TEXT NOT NULL,
    begins TEXT,
    ends TEXT,
    country TEXT,
    members INTEGER NOT NULL,
    line TEXT NOT NULL
);

CREATE INDEX incidents_begins ON incidents (begins);

CREATE TABLE incident_members (
    event {key},
    incident BIGINT NOT NULL REFERENCES incidents (num)
);

CREATE INDEX incident_members_incident ON incident_members (incident);

CREATE TABLE stories (
    num {key},
    id TEXT NOT NULL UNIQUE,
    begins TEXT,
    ends TEXT,
    articles INTEGER NOT NULL
);

CREATE TABLE story_members (
    article {key} REFERENCES articles (num),
    story BIGINT NOT NULL REFERENCES stories (num),
    copy_of BIGINT
);

CREATE INDEX story_members_story ON story_members (story);

-- Events and articles that came or changed since the last merging.
CREATE TABLE unmerged (
    kind TEXT NOT NULL,
    num BIGINT NOT NULL,
    PRIMARY KEY (kind, num)
);

INSERT INTO unmerged (kind, num) SELECT 'event', num FROM events;

INSERT INTO unmerged (kind, num) SELECT 'article', num FROM articles WHERE is_current = 1;
