-- Ids under which incidents were known before other reports joined them: an address that somebody has cited goes on leading to its act.
-- `event` is an event of that incident; the incident that holds it now is meant.
CREATE TABLE former_incidents (
    id TEXT NOT NULL PRIMARY KEY,
    event TEXT NOT NULL
);
