"""Little room on the disk is told to whoever signs on."""

from types import SimpleNamespace

import pytest

from inventory.people.staff import Role
from pos_app.viewmodels.room_watch import RoomWatch
from pos_app.viewmodels.till import MachineFacts
from tests.pos_app.viewmodels.tills import Bench

MB = 1 << 20


@pytest.mark.parametrize(
    ("free", "total", "told"),
    [(100 * MB, 1_000 * MB, ["磁盘只剩 100 MB，少于 16 MB 就不能收款，请腾出空间。"]),
     (600 * MB, 1_000 * MB, []), (0, 0, [])],
)  # fmt: skip
def test_sign_on_when_the_disk_fills_up_then_it_is_told_once(tmp_path, free, total, told) -> None:
    facts = MachineFacts(free, total, None, 15.6, 16 * MB)
    bench = Bench(tmp_path, machine=SimpleNamespace(facts=lambda: facts))
    said: list[str] = []
    RoomWatch(bench.till, lambda text: said.append(bench.till.words.text(text)))
    bench.hands.pump()
    assert said == []
    for _ in range(2):
        bench.sign_on(Role.CASHIER)
        bench.hands.pump()
    assert said == told
    bench.till.session.sign_on(None, "")
    bench.sign_on(Role.CASHIER)
    bench.hands.pump()
    assert said == told * 2
    bench.close()
