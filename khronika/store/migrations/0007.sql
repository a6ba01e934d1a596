-- Stories as they are kept between mergings, so that an article is placed among those of before without reading these again: the sum of a
-- story's vectors, how many articles it has, and its newest days.

DELETE FROM story_members;

DELETE FROM stories;

DELETE FROM unmerged_articles;

INSERT INTO unmerged_articles (article) SELECT num FROM articles WHERE is_current = 1;

ALTER TABLE stories ADD COLUMN articles INTEGER NOT NULL DEFAULT 0;

ALTER TABLE stories ADD COLUMN days TEXT NOT NULL DEFAULT '';

-- only: sqlite
ALTER TABLE stories ADD COLUMN total BLOB;

-- only: postgresql
ALTER TABLE stories ADD COLUMN total BYTEA;

-- Of each term the stories that had it last; `seen` is the article that brought it. Stories that are gone may stand here still.
CREATE TABLE story_terms (
    term BIGINT NOT NULL,
    story BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    PRIMARY KEY (term, story)
);

-- In how many articles each term occurs (khronika/merge/vectors.py): one row.
-- only: sqlite
CREATE TABLE story_rarity (
    num {key},
    articles BIGINT NOT NULL,
    counts BLOB NOT NULL
);

-- only: postgresql
CREATE TABLE story_rarity (
    num {key},
    articles BIGINT NOT NULL,
    counts BYTEA NOT NULL
);

-- Hashes by which near copies of an article are found; only of articles that are no copies themselves.
CREATE TABLE story_copies (
    band BIGINT NOT NULL,
    article BIGINT NOT NULL,
    PRIMARY KEY (band, article)
);

CREATE INDEX story_copies_article ON story_copies (article);

CREATE INDEX story_members_copy ON story_members (copy_of) WHERE copy_of IS NOT NULL;
