"""What is plugged in is found and proposed as it would stand in the settings."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from pos_app.hardware import network_search
from pos_app.hardware.categories.found import NetworkPrinter
from pos_app.hardware.discovery import look, propose
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.kernel_view import node_of, usage_pages
from pos_app.i18n import LANGUAGES, Translator
from tests.pos_app.hardware.machines import MOUSE, POS_SCANNER, Built


@pytest.fixture
def built(tmp_path: Path) -> Built:
    return Built(tmp_path)


def options(built: Built, *configs: DeviceConfig) -> list[dict[str, object]]:
    return [dict(each.options) for each in propose(look(built.machine), configs)]


def test_look_when_the_machine_has_nothing_then_nothing_is_found(tmp_path: Path) -> None:
    assert propose(look(Built(tmp_path).machine)) == ()
    assert look().network == ()  # the real one, whatever it has


def test_usb_printer_when_the_kernel_holds_it_then_its_device_file_is_proposed(
    built: Built,
) -> None:
    built.printer("1-2", ("04b8", "0e15"))
    built.usb("1-3", ("046d", "c077"), "03", "Mouse")
    (proposal,) = propose(look(built.machine))
    assert (proposal.device_id, proposal.category, proposal.driver, proposal.sure) == (
        "printer", "printer", "escpos", True,
    )  # fmt: skip
    assert proposal.options == {
        "way": "file", "path": "usb:04b8:0e15", "profile": "epson-80-zh",
    }  # fmt: skip
    assert node_of("usb:04b8:0e15", built.machine) == str(built.dev / "usb/lp0")
    (found,) = [each for each in look(built.machine).usb if each.classes == {7}]
    assert (found.kernel_driver, found.vendor, found.name) == ("usblp", 0x04B8, "ACME Thermal")
    DeviceConfig.of(proposal.as_plain())
    for language in LANGUAGES:
        assert "ACME Thermal" in Translator(language, strict=True).text(proposal.why)


@pytest.mark.parametrize(
    ("device_id", "language"),
    [
        ("MFG:4BARCODE;CMD:TSPL2;MDL:3B-363B;CLS:PRINTER;", "tspl"),
        ("MFG:Xprinter;CMD:ESC/POS,TSPL;MDL:XP-350B;", "tspl"),
        ("MANUFACTURER:Zebra Technologies ;COMMAND SET:ZPL;MODEL:ZTC ZD220-203dpi ZPL;", "zpl"),
        ("MFG:EPSON;CMD:ESC/POS;MDL:TM-T88V;CLS:PRINTER;", ""),
        ("MFG:ACME;MDL:CMD:ZPL;", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_usb_printer_when_it_says_it_prints_labels_then_it_is_proposed_for_labels(
    built: Built, device_id: str, language: str
) -> None:
    built.printer("1-2", ("0416", "5011"))
    built.write(built.sys / "bus/usb/devices/1-2/1-2:1.0", ieee1284_id=device_id)
    (proposal,) = propose(look(built.machine))
    if not language:
        assert proposal.driver == "escpos"
        return
    assert (proposal.driver, proposal.category) == ("label_printer", "labels")
    assert proposal.options == {"language": language, "way": "file", "path": "usb:0416:5011"}
    DeviceConfig.of(proposal.as_plain())
    for each in LANGUAGES:
        assert "ACME Thermal" in Translator(each, strict=True).text(proposal.why)


def test_usb_printer_when_no_driver_holds_it_then_its_numbers_are_proposed(built: Built) -> None:
    built.printer("1-2", ("0416", "5011"), number=None)
    assert options(built) == [
        {"way": "usb", "vendor": 0x0416, "product": 0x5011, "profile": "generic-80-zh"}
    ]


def test_printers_when_there_are_two_then_each_has_a_name(built: Built) -> None:
    built.printer("1-1", ("0416", "5011"), 0)
    built.printer("1-2", ("0416", "5011"), 1)
    proposals = propose(look(built.machine))
    assert [each.device_id for each in proposals] == ["printer", "printer 2"]
    paths = [str(each.options["path"]) for each in proposals]
    assert paths == ["usb:0416:5011@1-1", "usb:0416:5011@1-2"]
    nodes = [str(built.dev / f"usb/lp{number}") for number in (0, 1)]
    assert [node_of(each, built.machine) for each in paths] == nodes
    assert node_of("usb:0416:5011", built.machine) == ""  # it might be either
    assert node_of("usb:0416:5012", built.machine) == ""
    assert node_of(nodes[0], built.machine) == nodes[0]


@pytest.mark.parametrize("number", [0, None])
def test_printers_when_two_are_equal_then_their_serial_numbers_tell_them_apart(
    built: Built, number: int | None
) -> None:
    for at, serial in enumerate(("A1", "B:2")):
        taken = None if number is None else at
        built.printer(f"1-{at}", ("0416", "5011"), taken)
        built.write(built.sys / f"bus/usb/devices/1-{at}", serial=serial)
    first, second = propose(look(built.machine))
    assert first.options != second.options
    config = DeviceConfig.of(first.as_plain())
    (left,) = [each for each in propose(look(built.machine), [config]) if each.driver == "escpos"]
    assert left.options == second.options
    if number is not None:
        assert node_of(str(second.options["path"]), built.machine) == str(built.dev / "usb/lp1")


def test_scanner_when_it_is_hid_pos_then_it_is_found_again_under_another_number(
    built: Built,
) -> None:
    built.hid(2, POS_SCANNER, "POS Scanner")
    (proposal,) = propose(look(built.machine))
    assert proposal.options == {"path": "hid:05e0:1300:S1"}
    assert node_of("hid:05e0:1300:S1", built.machine) == str(built.dev / "hidraw2")
    built.hid(0, MOUSE, "Mouse")
    (built.sys / "class/hidraw/hidraw2").rename(built.sys / "class/hidraw/hidraw7")
    assert node_of("hid:05e0:1300:S1", built.machine) == str(built.dev / "hidraw7")
    old = DeviceConfig("s", "scanner", "hid_pos_scanner", {"path": str(built.dev / "hidraw7")})
    assert propose(look(built.machine), [old]) == ()


def test_port_when_it_came_by_usb_then_its_lasting_name_is_proposed(built: Built) -> None:
    built.port("ttyACM0", "1-4", "usb-ACME_Scanner-if00")
    built.port("ttyS0")
    assert options(built) == [{"port": str(built.dev / "serial/by-id/usb-ACME_Scanner-if00")}]
    assert [each.name for each in look(built.machine).serial] == ["Barcode Scanner COM"]


def test_port_when_it_is_a_plug_on_the_machine_then_it_is_proposed_unless_it_is_the_console(
    built: Built,
) -> None:
    for name in ("ttyS0", "ttyS1"):
        built.port(name, bus="pnp")
    built.port("ttyS2")
    built.write(built.root / "proc", consoles="ttyS0                -W- (EC p a)    4:64")
    assert options(built) == [{"port": str(built.dev / "ttyS1")}]


def test_keys_when_they_are_a_scanner_s_then_it_is_proposed_but_not_surely(built: Built) -> None:
    node = built.keys(3, "USB Scanner", serial="S1")
    built.keys(4, "Power Button", keys="10000000000000 0")
    link = built.link("input/by-id/usb-S1-event-kbd", node)
    (proposal,) = propose(look(built.machine))
    assert (proposal.driver, proposal.sure) == ("evdev", False)
    assert proposal.options == {"path": str(link)}


def test_scanners_when_two_are_equal_then_their_sockets_tell_them_apart(built: Built) -> None:
    first, second = built.keys(3, "USB Scanner"), built.keys(4, "USB Scanner")
    built.link("input/by-id/usb-Scanner-event-kbd", second)  # udev's one name for both
    links = [
        built.link(f"input/by-path/usb-0:{number}:1.0-event-kbd", node)
        for number, node in enumerate((first, second))
    ]
    assert [each["path"] for each in options(built)] == [str(link) for link in links]


def test_hid_when_its_descriptor_says_scanner_then_it_is_one(built: Built) -> None:
    built.hid(0, POS_SCANNER, "POS Scanner")
    built.hid(1, MOUSE, "Mouse")
    assert [(each.name, each.serial, each.scanner) for each in look(built.machine).hids] == [
        ("POS Scanner", "S1", True), ("Mouse", "S1", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("descriptor", "pages"),
    [("", set()), ("058c", {0x8C}), ("06008c", {0x8C00}), ("fe0105ff05", {0}), ("05", {0}),
     ("0501ff", {1})],
)  # fmt: skip
def test_usage_pages_when_a_descriptor_is_cut_off_then_it_ends_early(
    descriptor: str, pages: set[int]
) -> None:
    assert usage_pages(bytes.fromhex(descriptor)) == pages


def test_propose_when_a_device_is_set_up_then_it_is_not_proposed_again(built: Built) -> None:
    built.printer("1-2", ("0416", "5011"))
    node = built.keys(3, "USB Scanner", serial="S1")
    link = built.link("input/by-id/usb-S1-event-kbd", node)
    configs = [
        DeviceConfig.of(plain)
        for plain in (
            {"id": "p", "category": "printer", "driver": "escpos",
             "options": {"way": "file", "path": str(built.dev / "usb/lp0")}},
            {"id": "s", "category": "scanner", "driver": "evdev", "options": {"path": str(node)}},
        )
    ]  # fmt: skip
    assert str(link) != str(node)
    (drawer,) = propose(look(built.machine), configs)
    assert (drawer.driver, drawer.sure) == ("printer_drawer", False)
    assert drawer.options == {"printer": "p", "pin": 2}


def test_network_printers_when_found_then_they_are_proposed(built: Built) -> None:
    printers = [NetworkPrinter("192.168.1.9", 9100)]
    (proposal,) = propose(look(built.machine, printers))
    assert proposal.options["host"] == "192.168.1.9"


# --- the network ----------------------------------------------------------------------------


@pytest.fixture
def listening() -> Iterator[int]:
    """Two machines beside this one that take connections on one port, all on loopback."""
    with ExitStack() as stack:
        first = stack.enter_context(socket.create_server(("127.0.0.9", 0)))
        port = first.getsockname()[1]
        stack.enter_context(socket.create_server(("127.0.0.10", port)))
        yield port


def test_knock_when_two_of_many_take_connections_then_they_are_found(listening: int) -> None:
    hosts = [f"127.0.0.{number}" for number in range(1, 255)]
    found = network_search.knock(hosts, listening)
    assert [each.host for each in found] == ["127.0.0.9", "127.0.0.10"]


def test_neighbours_when_an_address_is_public_then_nobody_is_knocked_at() -> None:
    assert network_search.neighbours(["8.8.8.8", "127.0.0.1", "100.64.0.1", "192.0.2.2"]) == []
    assert network_search.search(["198.51.100.7"]) == ()


def test_neighbours_when_the_address_is_private_then_its_254_without_ours() -> None:
    (hosts,) = network_search.neighbours(["192.168.7.20", "192.168.7.21"])
    assert len(hosts) == 252
    assert hosts[0] == "192.168.7.1"
    assert "192.168.7.20" not in hosts
    many = [f"10.0.{number}.1" for number in range(9)]
    assert len(network_search.neighbours(many)) == 4


def test_own_addresses_when_asked_then_loopback_is_among_them() -> None:
    assert "127.0.0.1" in network_search.own_addresses()
