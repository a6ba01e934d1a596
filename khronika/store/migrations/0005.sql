-- Review: how a judgement came about (null: it counts at once), and how much each event wants to be looked at, which merging works out.
-- Until then it is the doubt alone; what people judged is 0.

ALTER TABLE judgements ADD COLUMN review TEXT;

ALTER TABLE incident_members ADD COLUMN weight DOUBLE PRECISION;

UPDATE incident_members SET weight = COALESCE((
    SELECT 1.0 - events.confidence FROM events JOIN event_lines ON event_lines.num = events.line
    WHERE events.num = incident_members.event AND event_lines.judged IS NULL
), 0);

CREATE INDEX incident_members_weight ON incident_members (weight) WHERE weight > 0;
