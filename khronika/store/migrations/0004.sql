-- What the pages count by: places as rows of their own, the roles of an event's parties ("BLR COP", several divided by |) beside its day and
-- type, the numbers of an incident; and by which a reader learns what has changed since it last looked: new lines, events gone.

CREATE TABLE places (
    num {key},
    place_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    country TEXT,
    admin1 TEXT,
    precision TEXT,
    lat DOUBLE PRECISION,
    lon DOUBLE PRECISION,
    geonameid BIGINT
);

ALTER TABLE events ADD COLUMN place BIGINT REFERENCES places (num);

ALTER TABLE events ADD COLUMN actors TEXT;

ALTER TABLE events ADD COLUMN recipients TEXT;

CREATE TABLE gone_events (
    num {key},
    event BIGINT NOT NULL
);

CREATE TABLE incident_counts (
    incident BIGINT NOT NULL REFERENCES incidents (num) ON DELETE CASCADE,
    role TEXT NOT NULL,
    low DOUBLE PRECISION,
    high DOUBLE PRECISION,
    confirmed INTEGER NOT NULL,
    PRIMARY KEY (incident, role)
);

-- only: sqlite
INSERT INTO places (num, place_key, name, country, admin1, precision, lat, lon, geonameid)
SELECT row_number() OVER (ORDER BY place_key), place_key, name, country, admin1, precision, lat, lon, geonameid
FROM (
    SELECT
        coalesce(json_extract(place, '$.geonameid'), '') || '|' || coalesce(json_extract(place, '$.name'), json_extract(place, '$.text'), '')
        || '|' || coalesce(json_extract(place, '$.country'), '') || '|' || coalesce(json_extract(place, '$.precision'), '') AS place_key,
        max(coalesce(json_extract(place, '$.name'), json_extract(place, '$.text'), '')) AS name,
        max(json_extract(place, '$.country')) AS country, max(json_extract(place, '$.admin1')) AS admin1,
        max(json_extract(place, '$.precision')) AS precision, max(json_extract(place, '$.lat')) AS lat,
        max(json_extract(place, '$.lon')) AS lon, max(json_extract(place, '$.geonameid')) AS geonameid
    FROM (
        SELECT json_extract(coalesce(judged, machine), '$.place') AS place
        FROM event_lines WHERE num IN (SELECT line FROM events)
    ) AS found
    WHERE place IS NOT NULL
    GROUP BY 1
) AS keyed;

-- only: postgresql
INSERT INTO places (num, place_key, name, country, admin1, precision, lat, lon, geonameid)
SELECT row_number() OVER (ORDER BY place_key), place_key, name, country, admin1, precision, lat, lon, geonameid
FROM (
    SELECT
        coalesce(place ->> 'geonameid', '') || '|' || coalesce(place ->> 'name', place ->> 'text', '')
        || '|' || coalesce(place ->> 'country', '') || '|' || coalesce(place ->> 'precision', '') AS place_key,
        max(coalesce(place ->> 'name', place ->> 'text', '')) AS name, max(place ->> 'country') AS country, max(place ->> 'admin1') AS admin1,
        max(place ->> 'precision') AS precision, max(CAST(place ->> 'lat' AS DOUBLE PRECISION)) AS lat,
        max(CAST(place ->> 'lon' AS DOUBLE PRECISION)) AS lon, max(CAST(place ->> 'geonameid' AS BIGINT)) AS geonameid
    FROM (
        SELECT CAST(coalesce(judged, machine) AS JSONB) -> 'place' AS place
        FROM event_lines WHERE num IN (SELECT line FROM events)
    ) AS found
    WHERE jsonb_typeof(place) = 'object'
    GROUP BY 1
) AS keyed;

-- only: sqlite
UPDATE events SET
    place = (
        SELECT places.num FROM event_lines JOIN places ON places.place_key =
            coalesce(json_extract(coalesce(judged, machine), '$.place.geonameid'), '')
            || '|' || coalesce(json_extract(coalesce(judged, machine), '$.place.name'), json_extract(coalesce(judged, machine), '$.place.text'), '')
            || '|' || coalesce(json_extract(coalesce(judged, machine), '$.place.country'), '')
            || '|' || coalesce(json_extract(coalesce(judged, machine), '$.place.precision'), '')
        WHERE event_lines.num = events.line AND json_extract(coalesce(judged, machine), '$.place') IS NOT NULL
    ),
    actors = (
        SELECT nullif(group_concat(DISTINCT nullif(trim(
            coalesce(json_extract(value, '$.country'), '') || ' ' || coalesce(json_extract(value, '$.sector'), '')), '')), '')
        FROM event_lines, json_each(coalesce(judged, machine), '$.actors') WHERE event_lines.num = events.line
    ),
    recipients = (
        SELECT nullif(group_concat(DISTINCT nullif(trim(
            coalesce(json_extract(value, '$.country'), '') || ' ' || coalesce(json_extract(value, '$.sector'), '')), '')), '')
        FROM event_lines, json_each(coalesce(judged, machine), '$.recipients') WHERE event_lines.num = events.line
    );

-- only: postgresql
UPDATE events SET
    place = (
        SELECT places.num FROM places WHERE places.place_key =
            coalesce(found.line -> 'place' ->> 'geonameid', '')
            || '|' || coalesce(found.line -> 'place' ->> 'name', found.line -> 'place' ->> 'text', '')
            || '|' || coalesce(found.line -> 'place' ->> 'country', '') || '|' || coalesce(found.line -> 'place' ->> 'precision', '')
        AND jsonb_typeof(found.line -> 'place') = 'object'
    ),
    actors = (
        SELECT string_agg(DISTINCT nullif(trim(concat(value ->> 'country', ' ', value ->> 'sector')), ''), ',')
        FROM jsonb_array_elements(found.line -> 'actors')
    ),
    recipients = (
        SELECT string_agg(DISTINCT nullif(trim(concat(value ->> 'country', ' ', value ->> 'sector')), ''), ',')
        FROM jsonb_array_elements(found.line -> 'recipients')
    )
FROM (SELECT num, CAST(coalesce(judged, machine) AS JSONB) AS line FROM event_lines) AS found
WHERE found.num = events.line;

-- only: sqlite
INSERT INTO incident_counts (incident, role, low, high, confirmed)
SELECT
    incidents.num, json_extract(value, '$.role'), json_extract(value, '$.low'), json_extract(value, '$.high'),
    json_array_length(line, '$.confirmed') > 0
FROM incidents, json_each(line, '$.counts');

-- only: postgresql
INSERT INTO incident_counts (incident, role, low, high, confirmed)
SELECT
    incidents.num, value ->> 'role', CAST(value ->> 'low' AS DOUBLE PRECISION), CAST(value ->> 'high' AS DOUBLE PRECISION),
    CAST(jsonb_array_length(CAST(line AS JSONB) -> 'confirmed') > 0 AS INTEGER)
FROM incidents, jsonb_array_elements(CAST(line AS JSONB) -> 'counts');

INSERT INTO counters (name, value) VALUES ('gone', 0);

INSERT INTO counters (name, value) SELECT 'place', count(*) FROM places;
