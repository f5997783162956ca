"""Which way to a printer or drawer the settings mean; each is imported only when it is used."""

from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.link import Link

WAYS = ("tcp", "serial", "file", "usb", "cups")


def way(config: DeviceConfig) -> Link:
    """Return the link that the options ``way``, ``host``, ``port`` ... describe, not yet open."""
    match config.choice("way", *WAYS):
        case "tcp":
            from pos_app.hardware.transports.tcp import TcpLink

            port = config.number("port", 9100)
            if not 0 < port < 65536:
                raise config.wrong("port", "1–65535")
            return TcpLink(config.text("host"), port)
        case "serial":
            from pos_app.hardware.transports.serial_port import FLOWS, SerialLink

            parity = config.choice("parity", "N", "E", "O")
            line = SerialLink(config.text("path"), config.number("baud", 9600), parity=parity)
            line.flow = config.choice("flow", *FLOWS)
            return line
        case "file":
            from pos_app.hardware.transports.usb_device import DeviceFileLink

            return DeviceFileLink(config.text("path"))
        case "usb":
            from pos_app.hardware.transports.usb_printer import UsbLink, UsbName

            vendor, product = config.number("vendor"), config.number("product")
            return UsbLink(
                UsbName(vendor, product, config.text("serial", ""), config.text("socket", ""))
            )
        case _:
            from pos_app.hardware.transports.escpos_library import LibraryLink

            return LibraryLink("CupsPrinter", config.text("queue", ""))
