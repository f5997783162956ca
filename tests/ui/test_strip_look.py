"""The strip of the last sale while its receipt is not surely out: every word fits on its key."""

import pytest

from inventory.kernel.text import Text
from pos_app.hardware.categories import Condition, DeviceStatus
from pos_app.i18n import LANGUAGES
from tests.ui import checkout_bench as goods
from tests.ui.audit import audit

LOST = Text.of("hardware.print.no_answer")
PROFILES = ("R1", "T1", "T2", "S1", "H1")
OUT = DeviceStatus(
    "p1", "printer", Condition.PAPER_OUT, Text.of("hardware.printer.paper_out"), 0
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_strip_when_its_receipt_waits_or_is_in_doubt_then_no_word_is_cut(till, language) -> None:
    till.bench.till.words.switch(language)
    till.bench.devices.show(OUT)
    till.show("R1")
    till.scan(goods.TEE)
    till.vm.money.cash(0)
    till.settle()
    tr, faults = till.bench.till.words, []
    for word in ("payment.receipt_waits", "payment.receipt_doubt"):
        assert till.vm.state.strip.ways[0][1] == tr(word)
        for profile in PROFILES:
            till.show(profile)
            faults += [
                f"{word} {profile} {each}"
                for each in audit(till.root, till.driver)
                if tr(word) in each.where
            ]
        jobs, submit = till.bench.till.writes.print_jobs, till.bench.writer.submit
        if word == "payment.receipt_waits":
            submit(lambda jobs=jobs: jobs.report(jobs.claim().job_id, "unknown", LOST)).result()
            till.bench.devices.show()
            till.settle()
    assert not faults, "\n".join(faults)
