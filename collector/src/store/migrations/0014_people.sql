-- Accounts with passwords and roles, sign-ins that can be told apart, keys with names, links that share a site, and who did
-- what.

ALTER TABLE user ADD COLUMN password TEXT; -- argon2id, as a PHC string; NULL until somebody chose one
-- The role at every site, those to come included; NULL for whoever has roles in user_site only.
ALTER TABLE user ADD COLUMN everywhere TEXT;
-- Until now whoever could sign in could do everything.
UPDATE user SET everywhere = 'owner';

CREATE TABLE user_site (
    user_id INTEGER NOT NULL REFERENCES user,
    site_id INTEGER NOT NULL REFERENCES site,
    role TEXT NOT NULL, -- viewer, analyst, owner
    PRIMARY KEY (user_id, site_id)
) STRICT, WITHOUT ROWID;

ALTER TABLE sign_in RENAME TO sign_in_before;
CREATE TABLE sign_in (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never another one's again: whoever ends one means that one
    hash BLOB NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES user,
    created_at_ms INTEGER NOT NULL,
    used_at_ms INTEGER NOT NULL, -- to the hour
    expires_at_ms INTEGER NOT NULL,
    browser TEXT NOT NULL -- 'Firefox on Linux', and no more than that
) STRICT;
CREATE INDEX sign_in_user ON sign_in (user_id);
-- They lasted 30 days.
INSERT INTO sign_in (hash, user_id, created_at_ms, used_at_ms, expires_at_ms, browser)
SELECT hash, user_id, expires_at_ms - 2592000000, expires_at_ms - 2592000000, expires_at_ms, '' FROM sign_in_before;
DROP TABLE sign_in_before;

ALTER TABLE api_key ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE api_key ADD COLUMN made_by INTEGER; -- an account; NULL: the operator
ALTER TABLE api_key ADD COLUMN used_day INTEGER; -- days since 1970, UTC

CREATE TABLE share (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id INTEGER NOT NULL REFERENCES site,
    hash BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    filter TEXT NOT NULL, -- '' for all
    made_by INTEGER,
    created_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER -- NULL: until it is revoked
) STRICT;
CREATE INDEX share_site ON share (site_id);

-- Who did what. Accounts are named by their numbers, so that whoever is erased is not named here, either; no address of
-- a client is kept.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    actor TEXT NOT NULL, -- person, operator, nobody
    actor_id INTEGER,
    action TEXT NOT NULL,
    site_id INTEGER,
    subject_id INTEGER, -- the account that it was done to
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX audit_failed ON audit (id) WHERE action = 'sign_in_failed';
