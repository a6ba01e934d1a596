-- What merging makes of events and articles: incidents and stories. All of it can be made anew from these and the judgements.

CREATE TABLE incidents (
    num {key},
    id TEXT NOT NULL UNIQUE,
    event_type TEXT NOT NULL,
    members INTEGER NOT NULL,
    line TEXT NOT NULL
);

CREATE TABLE incident_members (
    event {key},
    incident BIGINT NOT NULL REFERENCES incidents (num)
);

CREATE INDEX incident_members_incident ON incident_members (incident);

CREATE TABLE stories (
    num {key},
    id TEXT NOT NULL UNIQUE
);

-- `copy_of` is the article of whose text this one's is a near copy.
CREATE TABLE story_members (
    article {key},
    story BIGINT NOT NULL REFERENCES stories (num),
    likeness DOUBLE PRECISION,
    copy_of BIGINT
);

CREATE INDEX story_members_story ON story_members (story);

-- What came or changed since the last merging: articles by number, events by the number of their line, which is another after each change.
CREATE TABLE unmerged_events (
    line {key},
    event BIGINT NOT NULL
);

CREATE TABLE unmerged_articles (
    article {key}
);

INSERT INTO unmerged_events (line, event) SELECT line, num FROM events;

INSERT INTO unmerged_articles (article) SELECT num FROM articles WHERE is_current = 1;
