"""The till's log: one JSON object per line, in the shop's folder."""

import json
import logging

from pos_app import logs


def test_log_when_something_fails_then_a_line_of_json_says_so(tmp_path) -> None:
    handler = logs.to_file(tmp_path)
    try:
        logger = logging.getLogger("pos_app.somewhere")
        logger.info("started devices=3")
        try:
            raise OSError("gone")
        except OSError:
            logger.exception("printer_failed")
        logging.getLogger("kivy").warning("Image: not found")
    finally:
        logs.close(handler)
    lines = [json.loads(line) for line in (tmp_path / logs.FILE).read_text().splitlines()]
    assert [line["event"] for line in lines] == [
        "started devices=3", "printer_failed", "Image: not found",
    ]  # fmt: skip
    assert "OSError: gone" in lines[1]["trace"]
    logging.getLogger("pos_app.somewhere").info("after")
    assert len((tmp_path / logs.FILE).read_text().splitlines()) == 3
