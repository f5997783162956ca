"""From no device at all: printer, drawer and scanner set up by touch, each broken and mended.

``python -P -m tests.journeys.first_devices FOLDER PIN [--whole]`` on a fresh shop; without the last
word it ends when the printer was mended. The printer is a program
that listens in the network, the scanner and a second printer are pseudo-terminals; nothing here was
seen on real devices.
"""

import os
import pty
import sys
import tty
from pathlib import Path

from pos_app import boot

boot.prepare(boot.Display(1366, 768))

from pos_app import config  # noqa: E402 - Kivy must not load before
from pos_app.hardware import discovery  # noqa: E402
from pos_app.hardware.virtual_printer import VirtualPrinter  # noqa: E402
from pos_app.main.look import Look  # noqa: E402
from pos_app.main.window import open_window  # noqa: E402
from tests.journeys.hand import Hand  # noqa: E402
from tests.pos_app.hardware.fake_printer import FakePrinter  # noqa: E402
from tests.pos_app.hardware.ports import a_port  # noqa: E402
from tests.rigs.uart import Line  # noqa: E402
from tests.ui.driver import Driver  # noqa: E402

CODE = b"6901234500035\r\n"


class Gun:
    """A scanner on a serial plug that can be pulled out."""

    def __init__(self, root: Path) -> None:
        self._node = root / "dev/ttyACM0"
        self._node.parent.mkdir(parents=True)
        self._ends: tuple[int, ...] = ()
        self.plug()

    def plug(self) -> None:
        self._ends = pty.openpty()
        tty.setraw(self._ends[1])
        self._node.symlink_to(os.ttyname(self._ends[1]))

    def pull(self) -> None:
        self._node.unlink()
        for end in self._ends:
            os.close(end)

    def scan(self) -> None:
        os.write(self._ends[0], CODE)


def sign_on(hand: Hand, pin: str) -> None:
    for digit in pin:
        hand.tap(digit)
    hand.tap("设备")
    hand.reads("还没有设备")


def begin_to_add(hand: Hand) -> None:
    """Wait until the till has looked around: what it finds moves the rows below."""
    hand.tap("添加设备")
    hand.reads("网络打印机")
    hand.waits(lambda: not hand.sees("正在"), "what is found")


def set_up_printer(hand: Hand, printer: FakePrinter) -> None:
    begin_to_add(hand)
    hand.tap("设置", beside="网络打印机")
    hand.tap("设置")  # before anything is filled in: it says what is missing
    hand.reads("请填打印机地址")
    hand.types("地址", "127.0.0.1")
    hand.types("端口", str(printer.port))
    hand.tap("设置")
    hand.reads("现在打一张测试页")
    hand.waits(lambda: hand.sees("充足"), "paper")
    hand.tap("打测试页")
    hand.tap("再点：会打印")
    hand.waits(lambda: printer.inside.papers, "a page on paper")
    hand.reads("两边的数字都完整")


def set_up_drawer(hand: Hand, printer: FakePrinter) -> None:
    hand.tap("设置接在它上面的钱箱")
    hand.tap("设置")
    hand.reads("现在试开一次")
    assert not printer.inside.pulses
    hand.tap("开钱箱（记录）")
    hand.tap("再点：会开箱")
    hand.waits(lambda: printer.inside.pulses, "a pulse")
    hand.closes_sheet()


def set_up_scanner(hand: Hand, gun: Gun) -> None:
    begin_to_add(hand)
    hand.tap("扫一下配对")
    hand.reads("请用新扫码枪扫任意条码")

    def paired() -> bool:
        gun.scan()  # a person scans again until something happens
        hand.driver.step(20)
        return hand.sees("现在扫任意条码")

    hand.waits(paired, "pairing")

    def heard() -> bool:
        gun.scan()
        hand.driver.step(20)
        return hand.sees("6901234500035")

    hand.waits(heard, "the code")
    hand.closes_sheet()


def break_and_mend_printer(hand: Hand, printer: FakePrinter) -> None:
    printer.inside.switch("paper_out")
    hand.reads("打印机缺纸")
    hand.tap("换纸步骤")
    hand.reads("1. 打开上盖")
    printer.inside.switch("paper_out", on=False)
    hand.waits(lambda: not hand.sees("1. 打开上盖"), "the end of the fault")
    hand.closes_sheet()


def lose_and_find_printer(hand: Hand, printer: FakePrinter) -> FakePrinter:
    """The drawer hangs on it: both say so, and both come back by themselves."""
    port = printer.port
    printer.close()
    hand.reads("请用钥匙开箱")
    hand.reads("2 个故障")
    again = FakePrinter(kept=printer.inside, port=port)
    hand.waits(lambda: not hand.sees("个故障"), "printer and drawer")
    return again


def pull_and_plug_scanner(hand: Hand, gun: Gun) -> None:
    gun.pull()
    hand.reads("1 个故障")
    hand.tap("怎么修")
    hand.reads("重新插好插头")
    hand.closes_sheet()
    gun.plug()
    hand.waits(lambda: not hand.sees("个故障"), "the scanner")


def practise(hand: Hand) -> None:
    """Simulated devices: tear the paper and put it back, print, look at the paper, scan a code."""
    begin_to_add(hand)
    hand.tap("设置", beside="模拟打印机")
    hand.reads("现在打一张测试页")
    hand.flips("撕掉纸")
    hand.reads("1. 打开上盖")
    hand.flips("撕掉纸")
    hand.waits(lambda: not hand.sees("1. 打开上盖"), "paper")
    hand.tap("打测试页")
    hand.tap("再点：会打印")
    hand.reads("两边的数字都完整")
    hand.tap("看最后一张小票")
    hand.waits(lambda: any(each.height > 50 for each in hand.pictures()), "the paper's picture")
    hand.closes_sheet()
    begin_to_add(hand)
    hand.tap("设置", beside="模拟扫码枪")
    hand.reads("现在扫任意条码")
    hand.types("要扫的条码", "6901234500042")
    hand.driver.key("enter")
    hand.reads("13 个字符")
    hand.closes_sheet()


def find_printer_on_a_line(hand: Hand, root: Path) -> None:
    """A printer on a serial port, set to 19200 baud: nobody has to know port or speed."""
    inside = VirtualPrinter()
    with a_port("line", inside.take, Line(19_200)) as port:
        (root / "dev/ttyUSB0").symlink_to(port.node)
        begin_to_add(hand)
        hand.tap("询问", beside="在串口里找")
        hand.reads("在速率 19200 上应答，是小票打印机（ESC/POS）")
        hand.tap("设置", beside="小票打印机")
        hand.tap("设置")
        hand.reads("现在打一张测试页")
        hand.waits(lambda: hand.sees("充足"), "paper")
        hand.tap("打测试页")
        hand.tap("再点：会打印")
        hand.waits(lambda: inside.papers, "a page on paper")
        hand.reads("两边的数字都完整")
        hand.closes_sheet()


def main(arguments: list[str]) -> int:
    """Walk the whole way; the devices that stand in the file at its end are printed."""
    folder, pin = Path(arguments[0]), arguments[1]
    root = folder / "machine"
    gun, printer, machine = Gun(root), FakePrinter(), discovery.Machine
    discovery.Machine = lambda: machine(root)  # type: ignore[misc, assignment]
    opened = open_window(folder, Look(1366, 768, 15.6))
    driver = Driver()
    hand = Hand(opened, driver)
    opened.start_outside()
    try:
        hand.waits(lambda: hand.sees("1"), "the login")
        driver.settle()
        sign_on(hand, pin)
        set_up_printer(hand, printer)
        set_up_drawer(hand, printer)
        set_up_scanner(hand, gun)
        break_and_mend_printer(hand, printer)
        if "--whole" in arguments:
            printer = lose_and_find_printer(hand, printer)
            pull_and_plug_scanner(hand, gun)
            practise(hand)
            find_printer_on_a_line(hand, root)
    except AssertionError:
        driver.screenshot(folder / "stumble.png")
        raise
    finally:
        opened.close()
        printer.close()
    for device in config.load(folder / config.FILE).devices:
        sys.stdout.write(f"{device['category']} {device['driver']} {device['id']}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
