"""What the checkout says while it waits for a scan."""

from inventory.kernel.text import Text
from pos_app.hardware.categories.device import Condition, DeviceStatus
from tests.pos_app.viewmodels.checkouts import Counter


def test_scanner_when_it_is_away_then_nothing_says_that_it_is_ready(bench) -> None:
    counter = Counter(bench)

    def scanners(*conditions: Condition) -> None:
        reason = Text.of("hardware.status.ready")
        counter.bench.devices.show(
            *(DeviceStatus(f"s{at}", "scanner", each, reason, 0)
              for at, each in enumerate(conditions))
        )  # fmt: skip

    def said() -> tuple[str, str]:
        return counter.vm.state.ready, counter.vm.state.waiting

    assert said() == ("扫码就绪", "待扫描")
    scanners(Condition.OFFLINE)
    assert said() == ("扫码枪 断开", "待录入")
    scanners(Condition.OFFLINE, Condition.READY)
    assert said() == ("扫码就绪", "待扫描")
