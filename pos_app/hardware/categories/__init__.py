"""What each kind of device can do, as protocols: the only hardware a view model may name."""

from pos_app.hardware.categories.barcode_scanner import BarcodeScanner, Scan, ScanLost
from pos_app.hardware.categories.cash_drawer import CashDrawer, DrawerLeftOpen, DrawerMoved, Kicked
from pos_app.hardware.categories.device import (
    CATEGORIES,
    WORKING,
    Category,
    Condition,
    Device,
    DeviceStatus,
    Listener,
    Power,
    State,
    StatusUpdate,
)
from pos_app.hardware.categories.found import Found, Proposal
from pos_app.hardware.categories.health import Fault, HealthLevel, HealthReport, LastScan
from pos_app.hardware.categories.receipt_printer import (
    ConfirmLevel,
    Outcome,
    Printed,
    ReceiptPrinter,
)

__all__ = [
    "CATEGORIES",
    "WORKING",
    "BarcodeScanner",
    "CashDrawer",
    "Category",
    "Condition",
    "ConfirmLevel",
    "Device",
    "DeviceStatus",
    "DrawerLeftOpen",
    "DrawerMoved",
    "Fault",
    "Found",
    "HealthLevel",
    "HealthReport",
    "Kicked",
    "LastScan",
    "Listener",
    "Outcome",
    "Power",
    "Printed",
    "Proposal",
    "ReceiptPrinter",
    "Scan",
    "ScanLost",
    "State",
    "StatusUpdate",
]
