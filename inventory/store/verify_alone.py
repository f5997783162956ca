"""What hangs alone in the books: one question for each rule, answered by the rows that break it."""

from collections.abc import Iterator

from sqlalchemy.engine import Connection

_ENTRY_OF = """
    LEFT JOIN journal j ON j.store_id = d.store_id AND j.till_id = d.till_id AND j.epoch = d.epoch
        AND j.seq = d.journal_seq
"""
# Rule → rows that break it; the columns of a row say where. Joins go by a key, never by a scan.
ALONE: dict[str, str] = {
    "sale_no_entry": f"""
        SELECT d.receipt_no FROM sale d {_ENTRY_OF}
        WHERE j.type IS NOT 'sale' OR instr(CAST(j.body AS TEXT), d.id) = 0""",
    "void_no_entry": f"""
        SELECT d.receipt_no FROM post_void d {_ENTRY_OF}
        WHERE j.type IS NOT 'post_void' OR instr(CAST(j.body AS TEXT), d.reverses) = 0""",
    "stock_orphan": """
        SELECT source_type, source_id, source_line FROM stock_move m WHERE NOT CASE source_type
            WHEN 'sale' THEN EXISTS (SELECT 1 FROM sale WHERE id = m.source_id)
            WHEN 'post_void' THEN EXISTS (SELECT 1 FROM post_void WHERE id = m.source_id)
            ELSE source_type = 'stock' END""",
    "cash_orphan": """
        SELECT source_type, source_id, source_line FROM cash_move m WHERE NOT CASE source_type
            WHEN 'sale' THEN EXISTS (SELECT 1 FROM sale WHERE id = m.source_id)
            WHEN 'post_void' THEN EXISTS (SELECT 1 FROM post_void WHERE id = m.source_id)
            ELSE 0 END""",
    "job_orphan": """
        SELECT kind, source_id, copy_no FROM print_job p WHERE NOT CASE kind
            WHEN 'receipt' THEN EXISTS (SELECT 1 FROM sale WHERE id = p.source_id)
            WHEN 'void' THEN EXISTS (SELECT 1 FROM post_void WHERE id = p.source_id)
            ELSE 0 END""",
    "shift_number": """
        SELECT store_id, till_id, epoch FROM shift GROUP BY store_id, till_id, epoch
        HAVING MIN(number) <> 1 OR MAX(number) <> COUNT(*)""",
    "shift_day": """
        SELECT store_id, till_id, epoch, business_date FROM shift WHERE implicit = 1
        GROUP BY store_id, till_id, epoch, business_date HAVING COUNT(*) > 1""",
    "shift_opening": """
        SELECT h.business_date, h.number FROM shift h LEFT JOIN (
            SELECT shift_id, MIN(seq), at, who FROM (
                SELECT shift_id, journal_seq AS seq, end_ms AS at, actor_id AS who FROM sale
                UNION ALL SELECT shift_id, journal_seq, at_ms, actor_id FROM post_void)
            GROUP BY shift_id) d ON d.shift_id = h.id
        WHERE h.implicit <> 1 OR d.at IS NOT h.opened_ms OR d.who IS NOT h.opened_by""",
    "attempt_orphan": """
        SELECT sale_id, kind, amount FROM tender_attempt a
            WHERE state NOT IN ('failed', 'given_back') AND NOT EXISTS (SELECT 1 FROM cart
                WHERE sale_id = a.sale_id AND state IN ('open', 'parked'))""",
    "sold_price": """
        SELECT DISTINCT style_code, price_version FROM sale_line l WHERE price_version > 0
            AND NOT EXISTS (SELECT 1 FROM price p WHERE p.variant_id = l.variant_id
                AND p.version = l.price_version AND p.price_e4 = l.price_e4
                AND p.tag_e4 = l.list_price_e4)""",
    "price_version": """
        SELECT v.sku FROM variant v LEFT JOIN price p ON p.variant_id = v.id
        GROUP BY v.id, p.list HAVING MIN(p.version) IS NOT 1 OR MAX(p.version) <> COUNT(*)""",
    # Only what nothing else of the shop reads in another way: a retail code of its full length that
    # is no label, no short form of a longer code (UPC-E begins with 0 or 1) and no SKU of what was
    # sold. A line may have been changed to another colour or size, so the style has to agree.
    "sold_code": """
        SELECT DISTINCT l.code, l.style_code FROM sale_line l JOIN barcode b ON b.code = l.code
            JOIN variant v ON v.id = b.variant_id JOIN style s ON s.id = v.style_id
        WHERE l.entry = 'scanned' AND s.code <> l.style_code AND length(l.code) IN (8, 12, 13)
            AND l.code NOT GLOB '*[^0-9]*' AND l.code NOT GLOB '2*' AND l.code NOT GLOB '02*'
            AND NOT (length(l.code) = 8 AND l.code GLOB '[01]*')
            AND NOT EXISTS (SELECT 1 FROM variant o JOIN style t ON t.id = o.style_id
                WHERE o.sku = l.code AND t.code = l.style_code)""",
    "cart_open": """
        SELECT c.sale_id FROM cart c JOIN sale s ON s.id = c.sale_id WHERE c.state <> 'closed'""",
    "cart_rows": """
        SELECT sale_id FROM cart_edit GROUP BY sale_id
        HAVING MIN(number) <> 1 OR MAX(number) <> COUNT(*)
            OR NOT EXISTS (SELECT 1 FROM cart c WHERE c.sale_id = cart_edit.sale_id)""",
    "outbox": """
        SELECT o.peer, o.store_id, o.till_id, o.epoch FROM outbox o LEFT JOIN journal j
            ON j.store_id = o.store_id AND j.till_id = o.till_id AND j.epoch = o.epoch
            AND j.seq = o.acked_seq
        WHERE o.acked_hash IS NOT CASE o.acked_seq WHEN 0 THEN zeroblob(32) ELSE j.hash END""",
    "foreign_key": 'SELECT "table", parent FROM pragma_foreign_key_check',
}


def alone(connection: Connection, rule: str) -> Iterator[str]:
    """Yield where one of the rules of ``ALONE`` is broken."""
    for row in connection.exec_driver_sql(ALONE[rule]):
        yield " ".join(str(each) for each in row)
