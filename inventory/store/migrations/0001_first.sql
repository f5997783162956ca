-- The till's whole house in its first form. Forward only: later files add, this one never changes.
-- Amounts are minor units, prices and costs 1/10,000 of the major unit (_e4), quantities
-- thousandths (_milli), instants UTC milliseconds (_ms), business dates ISO text.

-- Who and where -------------------------------------------------------------------------------
CREATE TABLE site (
    store_id TEXT NOT NULL, till_id TEXT NOT NULL, epoch INTEGER NOT NULL,
    created_ms INTEGER NOT NULL, installation TEXT NOT NULL,
    PRIMARY KEY (store_id, till_id, epoch)
) STRICT, WITHOUT ROWID;
-- Settings are dated rows: the newest of a key is in force, the older ones say what was.
CREATE TABLE setting (
    id INTEGER PRIMARY KEY, store_id TEXT NOT NULL, till_id TEXT NOT NULL, epoch INTEGER NOT NULL,
    key TEXT NOT NULL, value TEXT NOT NULL, at_ms INTEGER NOT NULL, actor_id TEXT NOT NULL
) STRICT;
CREATE INDEX setting_key ON setting (key, id);
CREATE TABLE staff (
    id TEXT PRIMARY KEY, store_id TEXT NOT NULL, till_id TEXT NOT NULL, epoch INTEGER NOT NULL,
    code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL, pin_hash TEXT NOT NULL,
    language TEXT NOT NULL DEFAULT '', active INTEGER NOT NULL DEFAULT 1, created_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE pin_failure (
    staff_id TEXT NOT NULL, at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX pin_failure_at ON pin_failure (at_ms);
CREATE TABLE location (
    id TEXT PRIMARY KEY, store_id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL
) STRICT;

-- What is sold --------------------------------------------------------------------------------
CREATE TABLE tax (
    code TEXT PRIMARY KEY, name_zh_hans TEXT NOT NULL DEFAULT '', name_zh_hant TEXT NOT NULL DEFAULT '',
    name_en TEXT NOT NULL DEFAULT '', rate_num INTEGER NOT NULL, rate_den INTEGER NOT NULL,
    included INTEGER NOT NULL
) STRICT;
CREATE TABLE tax_class (
    code TEXT NOT NULL, tax_code TEXT NOT NULL REFERENCES tax (code), position INTEGER NOT NULL,
    PRIMARY KEY (code, tax_code)
) STRICT;
CREATE TABLE size_system (
    code TEXT NOT NULL, size TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (code, size)
) STRICT;
CREATE TABLE style (
    id TEXT PRIMARY KEY, code TEXT NOT NULL UNIQUE,
    name_zh_hans TEXT NOT NULL DEFAULT '', name_zh_hant TEXT NOT NULL DEFAULT '',
    name_en TEXT NOT NULL DEFAULT '',
    tax_class TEXT NOT NULL, unit TEXT NOT NULL DEFAULT 'pc', stocked INTEGER NOT NULL DEFAULT 1,
    garment TEXT NOT NULL DEFAULT '', category TEXT NOT NULL DEFAULT '',
    brand TEXT NOT NULL DEFAULT '', season TEXT NOT NULL DEFAULT '', year INTEGER,
    gender TEXT NOT NULL DEFAULT '', fabric TEXT NOT NULL DEFAULT '', care TEXT NOT NULL DEFAULT '',
    size_system TEXT NOT NULL DEFAULT '', supplier_style TEXT NOT NULL DEFAULT '',
    tax_classification TEXT NOT NULL DEFAULT '', popularity INTEGER NOT NULL DEFAULT 0,
    quick_created INTEGER NOT NULL DEFAULT 0, no_code_key INTEGER,
    open_price INTEGER NOT NULL DEFAULT 0, retired INTEGER NOT NULL DEFAULT 0,
    created_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE variant (
    id TEXT PRIMARY KEY, style_id TEXT NOT NULL REFERENCES style (id),
    sku TEXT NOT NULL UNIQUE,
    colour_zh_hans TEXT NOT NULL DEFAULT '', colour_zh_hant TEXT NOT NULL DEFAULT '',
    colour_en TEXT NOT NULL DEFAULT '', colour_rgb TEXT NOT NULL DEFAULT '',
    size TEXT NOT NULL DEFAULT '', position INTEGER NOT NULL DEFAULT 0,
    cost_e4 INTEGER NOT NULL DEFAULT 0, retired INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX variant_style ON variant (style_id, position);
CREATE INDEX style_no_code ON style (no_code_key) WHERE no_code_key IS NOT NULL;
CREATE TABLE barcode (
    code TEXT PRIMARY KEY, variant_id TEXT NOT NULL REFERENCES variant (id),
    pack_milli INTEGER NOT NULL DEFAULT 1000
) STRICT, WITHOUT ROWID;
CREATE INDEX barcode_variant ON barcode (variant_id);
-- The last digits of a code read backwards: a prefix search finds them.
CREATE TABLE barcode_tail (
    reversed TEXT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (reversed, code)
) STRICT, WITHOUT ROWID;
-- Prices are dated rows of a version; the newest that has begun is in force. Never overwritten.
CREATE TABLE price (
    variant_id TEXT NOT NULL REFERENCES variant (id), list TEXT NOT NULL, version INTEGER NOT NULL,
    valid_from_ms INTEGER NOT NULL, planned INTEGER NOT NULL, price_e4 INTEGER NOT NULL,
    tag_e4 INTEGER NOT NULL,
    PRIMARY KEY (variant_id, list, version)
) STRICT, WITHOUT ROWID;
-- Styles by words: rowid is the place of style_rank, the most popular first, new ones last.
CREATE VIRTUAL TABLE style_words USING fts5 (
    words, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2', prefix='1 2 3 4'
);
CREATE TABLE style_rank (place INTEGER PRIMARY KEY, style_id TEXT NOT NULL UNIQUE) STRICT;

-- The open cart: small rows in order, forgotten when the sale is booked ---------------------------
CREATE TABLE cart (
    sale_id TEXT PRIMARY KEY, store_id TEXT NOT NULL, till_id TEXT NOT NULL, epoch INTEGER NOT NULL,
    opened_ms INTEGER NOT NULL, actor_id TEXT NOT NULL, currency TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'open', label TEXT NOT NULL DEFAULT '',
    from_backup INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE cart_edit (
    sale_id TEXT NOT NULL, number INTEGER NOT NULL, edit BLOB NOT NULL,
    PRIMARY KEY (sale_id, number)
) STRICT, WITHOUT ROWID;

-- The books: append only -------------------------------------------------------------------------
CREATE TABLE journal (
    store_id TEXT NOT NULL, till_id TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
    type TEXT NOT NULL, type_seq INTEGER NOT NULL, business_date TEXT NOT NULL,
    begin_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL, actor_id TEXT NOT NULL,
    schema_version INTEGER NOT NULL, program_version TEXT NOT NULL,
    gt_abs INTEGER NOT NULL, gt_signed INTEGER NOT NULL,
    body BLOB NOT NULL, prev_hash BLOB NOT NULL, hash BLOB NOT NULL,
    PRIMARY KEY (store_id, till_id, epoch, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX journal_type_seq ON journal (store_id, till_id, epoch, type, type_seq);
CREATE TABLE shift (
    id TEXT PRIMARY KEY, store_id TEXT NOT NULL, till_id TEXT NOT NULL, epoch INTEGER NOT NULL,
    number INTEGER NOT NULL, business_date TEXT NOT NULL, opened_ms INTEGER NOT NULL,
    opened_by TEXT NOT NULL, implicit INTEGER NOT NULL,
    UNIQUE (store_id, till_id, epoch, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX shift_day ON shift (business_date);
CREATE TABLE sale (
    id TEXT PRIMARY KEY, store_id TEXT NOT NULL, till_id TEXT NOT NULL, epoch INTEGER NOT NULL,
    journal_seq INTEGER NOT NULL, receipt_no TEXT NOT NULL UNIQUE, business_date TEXT NOT NULL,
    begin_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL, actor_id TEXT NOT NULL,
    shift_id TEXT NOT NULL REFERENCES shift (id), currency TEXT NOT NULL,
    net INTEGER NOT NULL, tax INTEGER NOT NULL, total INTEGER NOT NULL, rounding INTEGER NOT NULL,
    line_discount INTEGER NOT NULL, order_discount INTEGER NOT NULL, pieces_milli INTEGER NOT NULL,
    one_tap INTEGER NOT NULL, content_hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sale_day ON sale (business_date, end_ms);
CREATE INDEX sale_entry ON sale (epoch, journal_seq, business_date);
CREATE TABLE sale_line (
    sale_id TEXT NOT NULL REFERENCES sale (id), number INTEGER NOT NULL,
    store_id TEXT NOT NULL, till_id TEXT NOT NULL, epoch INTEGER NOT NULL,
    variant_id TEXT NOT NULL, style_code TEXT NOT NULL,
    name_zh_hans TEXT NOT NULL, name_zh_hant TEXT NOT NULL, name_en TEXT NOT NULL,
    colour_zh_hans TEXT NOT NULL, colour_zh_hant TEXT NOT NULL, colour_en TEXT NOT NULL,
    size TEXT NOT NULL, code TEXT NOT NULL, entry TEXT NOT NULL, unit TEXT NOT NULL,
    qty_milli INTEGER NOT NULL, list_price_e4 INTEGER NOT NULL, price_e4 INTEGER NOT NULL,
    unit_price_e4 INTEGER NOT NULL, price_version INTEGER NOT NULL, cost_e4 INTEGER NOT NULL,
    tax_class TEXT NOT NULL, discount_num INTEGER NOT NULL, discount_den INTEGER NOT NULL,
    discount_kind TEXT NOT NULL, gross INTEGER NOT NULL, amount INTEGER NOT NULL,
    order_share INTEGER NOT NULL, net INTEGER NOT NULL, tax INTEGER NOT NULL, note TEXT NOT NULL,
    PRIMARY KEY (sale_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX sale_line_variant ON sale_line (variant_id);
CREATE TABLE sale_line_tax (
    sale_id TEXT NOT NULL REFERENCES sale (id), number INTEGER NOT NULL, tax_code TEXT NOT NULL,
    store_id TEXT NOT NULL, till_id TEXT NOT NULL, epoch INTEGER NOT NULL,
    rate_num INTEGER NOT NULL, rate_den INTEGER NOT NULL, included INTEGER NOT NULL,
    base INTEGER NOT NULL, amount INTEGER NOT NULL,
    PRIMARY KEY (sale_id, number, tax_code)
) STRICT, WITHOUT ROWID;
CREATE TABLE sale_adjustment (
    sale_id TEXT NOT NULL REFERENCES sale (id), position INTEGER NOT NULL,
    store_id TEXT NOT NULL, till_id TEXT NOT NULL, epoch INTEGER NOT NULL,
    kind TEXT NOT NULL, amount INTEGER NOT NULL,
    PRIMARY KEY (sale_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE tender (
    sale_id TEXT NOT NULL REFERENCES sale (id), position INTEGER NOT NULL,
    store_id TEXT NOT NULL, till_id TEXT NOT NULL, epoch INTEGER NOT NULL,
    kind TEXT NOT NULL, amount INTEGER NOT NULL, is_change INTEGER NOT NULL,
    card_tail TEXT NOT NULL, approval TEXT NOT NULL, state TEXT NOT NULL
        CHECK (state IN ('started', 'unknown', 'confirmed', 'failed')),
    PRIMARY KEY (sale_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE post_void (
    id TEXT PRIMARY KEY, store_id TEXT NOT NULL, till_id TEXT NOT NULL, epoch INTEGER NOT NULL,
    journal_seq INTEGER NOT NULL, receipt_no TEXT NOT NULL UNIQUE,
    reverses TEXT NOT NULL UNIQUE REFERENCES sale (id), business_date TEXT NOT NULL,
    at_ms INTEGER NOT NULL, actor_id TEXT NOT NULL, shift_id TEXT NOT NULL REFERENCES shift (id),
    total INTEGER NOT NULL, rounding INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE stock_move (
    id INTEGER PRIMARY KEY, store_id TEXT NOT NULL, till_id TEXT NOT NULL, epoch INTEGER NOT NULL,
    business_date TEXT NOT NULL, at_ms INTEGER NOT NULL, actor_id TEXT NOT NULL,
    variant_id TEXT NOT NULL, from_location TEXT NOT NULL, to_location TEXT NOT NULL,
    qty_milli INTEGER NOT NULL CHECK (qty_milli > 0), cost_e4 INTEGER NOT NULL,
    source_type TEXT NOT NULL, source_id TEXT NOT NULL, source_line INTEGER NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    UNIQUE (source_type, source_id, source_line)
) STRICT;
CREATE INDEX stock_move_variant ON stock_move (variant_id);
CREATE TABLE cash_move (
    id INTEGER PRIMARY KEY, store_id TEXT NOT NULL, till_id TEXT NOT NULL, epoch INTEGER NOT NULL,
    business_date TEXT NOT NULL, at_ms INTEGER NOT NULL, actor_id TEXT NOT NULL,
    shift_id TEXT NOT NULL REFERENCES shift (id), from_account TEXT NOT NULL,
    to_account TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount > 0),
    source_type TEXT NOT NULL, source_id TEXT NOT NULL, source_line INTEGER NOT NULL,
    UNIQUE (source_type, source_id, source_line)
) STRICT;
-- What the receipt was printed with: kept for ever, so that a reprint is the same paper.
CREATE TABLE receipt_template (
    version INTEGER PRIMARY KEY, layout INTEGER NOT NULL, content BLOB NOT NULL,
    created_ms INTEGER NOT NULL, actor_id TEXT NOT NULL
) STRICT;
CREATE TABLE picture (hash TEXT PRIMARY KEY, png BLOB NOT NULL) STRICT;

-- Work that goes on after the booking --------------------------------------------------------------
CREATE TABLE stock (
    location_id TEXT NOT NULL, variant_id TEXT NOT NULL, qty_milli INTEGER NOT NULL,
    PRIMARY KEY (variant_id, location_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE print_job (
    id TEXT PRIMARY KEY, store_id TEXT NOT NULL, till_id TEXT NOT NULL, epoch INTEGER NOT NULL,
    kind TEXT NOT NULL, source_id TEXT NOT NULL, copy_no INTEGER NOT NULL, language TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'confirmed', 'failed', 'unknown')),
    reason TEXT NOT NULL DEFAULT '', created_ms INTEGER NOT NULL, changed_ms INTEGER NOT NULL,
    aside INTEGER NOT NULL DEFAULT 0, -- 1: nobody is asked about it any more; it stays what it is
    repeats INTEGER, -- the print whose paper ended in the middle, which this one repeats by itself
    UNIQUE (kind, source_id, copy_no), UNIQUE (kind, source_id, repeats)
) STRICT;
CREATE INDEX print_job_waiting ON print_job (state, created_ms)
    WHERE aside = 0 AND state IN ('queued', 'sending', 'failed', 'unknown');
-- A tender lives here from when it is taken, or a terminal or a wallet is asked, until its sale is
-- booked: while a cart has one that stands, the cart is locked. One that a terminal approved and that
-- was given back stays as a row, and the journal tells who gave it back.
CREATE TABLE tender_attempt (
    id TEXT PRIMARY KEY, store_id TEXT NOT NULL, till_id TEXT NOT NULL, epoch INTEGER NOT NULL,
    sale_id TEXT NOT NULL, kind TEXT NOT NULL, amount INTEGER NOT NULL, state TEXT NOT NULL
        CHECK (state IN ('started', 'unknown', 'confirmed', 'failed', 'given_back')),
    card_tail TEXT NOT NULL DEFAULT '', approval TEXT NOT NULL DEFAULT '',
    created_ms INTEGER NOT NULL, changed_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX tender_attempt_sale ON tender_attempt (sale_id);
CREATE TABLE outbox (
    peer TEXT NOT NULL, store_id TEXT NOT NULL, till_id TEXT NOT NULL, epoch INTEGER NOT NULL,
    acked_seq INTEGER NOT NULL, acked_hash BLOB NOT NULL, acked_ms INTEGER NOT NULL,
    PRIMARY KEY (peer, store_id, till_id, epoch)
) STRICT, WITHOUT ROWID;
