"""Triggers that keep the books append-only, whatever connection writes and however it is set.

``BEFORE INSERT`` refuses an existing key by itself, so REPLACE, upsert and OR IGNORE cannot slip
past on a connection without ``recursive_triggers``. A guarded table is WITHOUT ROWID, or its rowid
is one of its keys here: REPLACE also removes the row whose hidden rowid it names.
"""

Keys = dict[str, tuple[tuple[str, ...], ...]]
KEYS: Keys = {
    "site": (("store_id", "till_id", "epoch"),),
    "setting": (("id",),),
    "journal": (
        ("store_id", "till_id", "epoch", "seq"),
        ("store_id", "till_id", "epoch", "type", "type_seq"),
    ),
    "shift": (("id",), ("store_id", "till_id", "epoch", "number")),
    "sale": (("id",), ("receipt_no",)),
    "sale_line": (("sale_id", "number"),),
    "sale_line_tax": (("sale_id", "number", "tax_code"),),
    "sale_adjustment": (("sale_id", "position"),),
    "tender": (("sale_id", "position"),),
    "post_void": (("id",), ("receipt_no",), ("reverses",)),
    "stock_move": (("id",), ("source_type", "source_id", "source_line")),
    "cash_move": (("id",), ("source_type", "source_id", "source_line")),
    "price": (("variant_id", "list", "version"),),
    "receipt_template": (("version",),),
}


def statements(tables: Keys = KEYS) -> tuple[str, ...]:
    """Return the CREATE TRIGGER statements of these tables; without any, of the till's books."""
    made: list[str] = []
    for table, keys in tables.items():
        for verb in ("UPDATE", "DELETE"):
            made.append(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        same = " OR ".join(_exists(table, key) for key in keys)
        made.append(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {same} "
            f"BEGIN SELECT RAISE(ABORT, '{table} already holds this key'); END"
        )
    return tuple(made)


def _exists(table: str, key: tuple[str, ...]) -> str:
    where = " AND ".join(f"{column} = NEW.{column}" for column in key)
    return f"EXISTS (SELECT 1 FROM {table} WHERE {where})"
