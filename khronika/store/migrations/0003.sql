-- Who may use the page, what programs may, and who did what when.

-- `folded` is the name by which two are told apart, whatever their capitals. `generation` grows with each change of the password or role,
-- which ends the sessions that were begun before.
CREATE TABLE users (
    num {key},
    name TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    password TEXT NOT NULL,
    generation BIGINT NOT NULL,
    created TEXT NOT NULL
);

-- What a program signs in with, on behalf of a user. Only a hash of the secret is kept. `expires` NULL: never.
CREATE TABLE tokens (
    num {key},
    id TEXT NOT NULL UNIQUE,
    user_num BIGINT NOT NULL REFERENCES users (num) ON DELETE CASCADE,
    scope TEXT NOT NULL,
    digest TEXT NOT NULL,
    label TEXT,
    created TEXT NOT NULL,
    expires TEXT
);

-- Who signed in, judged, took data out or changed accounts: rows are only ever added. `address` is where from, NULL for the command line.
CREATE TABLE audit (
    num {key},
    made TEXT NOT NULL,
    who TEXT,
    what TEXT NOT NULL,
    about TEXT,
    address TEXT
);

-- Secrets of the page by name, e.g. that which signs its cookies.
CREATE TABLE web_keys (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

INSERT INTO counters (name, value) VALUES ('audit', 0), ('token', 0), ('user', 0);

-- only: sqlite
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is only ever added to');
END;

-- only: sqlite
CREATE TRIGGER audit_remains BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is only ever added to');
END;

-- only: postgresql
CREATE FUNCTION khronika_audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only ever added to';
END $$;

-- only: postgresql
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit FOR EACH STATEMENT EXECUTE FUNCTION khronika_audit_stays();
