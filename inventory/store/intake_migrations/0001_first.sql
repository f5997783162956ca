-- What head office keeps. Forward only, like the till's. Every key leads with the store.

CREATE TABLE office (
    id TEXT PRIMARY KEY, created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- The keys of the tills; the one in force has no end.
CREATE TABLE till_key (
    store_id TEXT NOT NULL, till_id TEXT NOT NULL, public_key BLOB NOT NULL,
    enrolled_ms INTEGER NOT NULL, revoked_ms INTEGER,
    PRIMARY KEY (store_id, till_id, public_key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX till_key_in_force ON till_key (store_id, till_id) WHERE revoked_ms IS NULL;
-- One-time tokens: only their hash is kept.
CREATE TABLE enrol_token (
    token_hash BLOB PRIMARY KEY, store_id TEXT NOT NULL, till_id TEXT NOT NULL,
    created_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL, used_ms INTEGER, used_by BLOB
) STRICT, WITHOUT ROWID;
-- A request of which something was kept, with the signature that proves who sent it.
CREATE TABLE push (
    id INTEGER PRIMARY KEY, store_id TEXT NOT NULL, till_id TEXT NOT NULL, epoch INTEGER NOT NULL,
    after_seq INTEGER NOT NULL, entries INTEGER NOT NULL, payload_hash BLOB NOT NULL,
    signature BLOB NOT NULL, public_key BLOB NOT NULL, received_ms INTEGER NOT NULL
) STRICT;
-- Each entry once. arrival is the order in which entries came, without a gap.
CREATE TABLE inbox (
    store_id TEXT NOT NULL, till_id TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
    type TEXT NOT NULL, type_seq INTEGER NOT NULL, business_date TEXT NOT NULL,
    begin_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL, actor_id TEXT NOT NULL,
    schema_version INTEGER NOT NULL, program_version TEXT NOT NULL,
    gt_abs INTEGER NOT NULL, gt_signed INTEGER NOT NULL,
    body BLOB NOT NULL, prev_hash BLOB NOT NULL, hash BLOB NOT NULL,
    payload_hash BLOB NOT NULL, sale_id TEXT, voids_sale TEXT,
    arrival INTEGER NOT NULL UNIQUE, push_id INTEGER NOT NULL REFERENCES push (id),
    PRIMARY KEY (store_id, till_id, epoch, seq),
    UNIQUE (store_id, sale_id),
    UNIQUE (store_id, voids_sale)
) STRICT, WITHOUT ROWID;
CREATE INDEX inbox_day ON inbox (business_date, arrival);
-- Received, kept, not counted: contradicts what is there.
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY, store_id TEXT NOT NULL, till_id TEXT NOT NULL, epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL, reason TEXT NOT NULL, business_date TEXT NOT NULL, hash BLOB NOT NULL,
    sent_hash BLOB NOT NULL, sent BLOB NOT NULL, in_chain INTEGER NOT NULL,
    received_ms INTEGER NOT NULL, push_id INTEGER NOT NULL REFERENCES push (id),
    UNIQUE (store_id, till_id, epoch, seq, sent_hash)
) STRICT;
CREATE INDEX quarantine_day ON quarantine (business_date);
-- How far each till's chain is here; what lies below is in inbox or quarantine, every entry.
CREATE TABLE chain_head (
    store_id TEXT NOT NULL, till_id TEXT NOT NULL, epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL, hash BLOB NOT NULL, gt_abs INTEGER NOT NULL, gt_signed INTEGER NOT NULL,
    received_ms INTEGER NOT NULL,
    PRIMARY KEY (store_id, till_id, epoch)
) STRICT, WITHOUT ROWID;
