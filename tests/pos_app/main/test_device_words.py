"""What a cashier reads when a device fails, through the whole till in its window."""

import os
import subprocess
import sys

import pytest

from pos_app import logs
from tests.architecture.source import ROOT
from tests.inventory.service.ringing import TEE, open_till
from tests.inventory.shop import a_shop

DRAWER = """
[[device]]
id = "drawer"
category = "drawer"
driver = "simulated_drawer"
"""
WRONG = """
[[device]]
id = "printer"
category = "printer"
driver = "no_such_driver"
"""


def read(folder, devices: str) -> dict[str, str]:
    shop = a_shop(folder)
    open_till(shop)
    shop.close()
    (folder / "till.toml").write_text(devices, encoding="utf-8")
    command = [sys.executable, "-m", "tests.rigs.till_devices", str(folder), TEE]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        command, capture_output=True, text=True, timeout=120, env=environment, cwd=ROOT, check=True
    )
    lines = [line.partition(" ") for line in ran.stdout.splitlines()]
    return {word: said for word, _, said in lines}


@pytest.mark.ui
def test_scan_and_drawer_when_they_fail_then_the_cashier_reads_it(tmp_path) -> None:
    said = read(tmp_path, DRAWER)
    assert said["lost"].startswith("有一次扫码没有完整收到")
    assert said["shut"].startswith("钱箱没有打开")
    assert "scan_lost device=scanner" in (tmp_path / logs.FILE).read_text("utf-8")


@pytest.mark.ui
def test_devices_when_their_set_up_is_wrong_then_it_is_said_and_the_till_sells(tmp_path) -> None:
    said = read(tmp_path, WRONG)
    assert "no_such_driver" in said["refused"]
