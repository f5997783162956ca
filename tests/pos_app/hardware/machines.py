"""A machine that is only folders: what the kernel would show of its devices."""

from pathlib import Path

from pos_app.hardware.kernel_view import Machine

SCANNER_KEYS = "10000 7 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe"
POS_SCANNER = bytes.fromhex("058c0902a1010912a1028502150026ff0075089501057509fe8102c0c0")
MOUSE = bytes.fromhex("05010902a1010901a100c0c0")


class Built:
    """Builds it piece by piece."""

    def __init__(self, root: Path) -> None:
        self.root, self.sys, self.dev = root, root / "sys", root / "dev"
        for folder in ("bus/usb/devices", "class/tty", "class/input", "class/hidraw"):
            (self.sys / folder).mkdir(parents=True)
        self.dev.mkdir(parents=True)
        self.machine = Machine(root)

    def write(self, place: Path, **files: str) -> Path:
        place.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (place / name).write_text(text + "\n")
        return place

    def node(self, name: str) -> Path:
        path = self.dev / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        return path

    def link(self, name: str, node: Path) -> Path:
        path = self.dev / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(node)
        return path

    def usb(self, place: str, ids: tuple[str, str], face: str, name: str, serial: str = "") -> Path:
        """Add a USB device with one interface; return the interface's folder."""
        device = self.write(
            self.sys / "bus/usb/devices" / place,
            idVendor=ids[0], idProduct=ids[1], product=name, manufacturer="ACME",
        )  # fmt: skip
        if serial:
            self.write(device, serial=serial)
        return self.write(device / f"{place}:1.0", bInterfaceClass=face)

    def printer(self, place: str, ids: tuple[str, str], number: int | None = 0) -> None:
        face = self.usb(place, ids, "07", "Thermal")
        if number is not None:
            (face / "usbmisc" / f"lp{number}").mkdir(parents=True)
            driver = self.sys / "bus/usb/drivers/usblp"
            driver.mkdir(parents=True, exist_ok=True)
            (face / "driver").symlink_to(driver)
            self.node(f"usb/lp{number}")

    def port(self, name: str, place: str = "", link: str = "", bus: str = "platform") -> None:
        """Add a serial port: of a USB device where a place is given, else one of a bus inside.

        On the platform's bus it is only a number that the kernel keeps.
        """
        node = self.node(name)
        about = self.sys / "class/tty" / name
        about.mkdir()
        if place:
            face = self.usb(place, ("05e0", "1701"), "02", "Barcode Scanner COM")
            (about / "device").symlink_to(face)
        else:
            platform = self.sys / "bus" / bus
            platform.mkdir(parents=True, exist_ok=True)
            (about / "device").mkdir()
            (about / "device/subsystem").symlink_to(platform)
        if link:
            self.link(f"serial/by-id/{link}", node)

    def keys(self, number: int, name: str, *, serial: str = "", keys: str = SCANNER_KEYS) -> Path:
        """Add an input device."""
        node = self.node(f"input/event{number}")
        about = self.sys / f"class/input/event{number}/device"
        self.write(about, name=name, uniq=serial, phys=f"usb-{number}/input0")
        self.write(about / "id", vendor="05e0", product="1200")
        self.write(about / "capabilities", key=keys)
        return node

    def hid(self, number: int, descriptor: bytes, name: str) -> None:
        self.node(f"hidraw{number}")
        about = self.write(
            self.sys / f"class/hidraw/hidraw{number}/device",
            uevent=f"HID_ID=0003:000005E0:00001300\nHID_NAME={name}\nHID_UNIQ=S1",
        )
        (about / "report_descriptor").write_bytes(descriptor)
