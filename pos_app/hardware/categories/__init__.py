"""What each kind of device can do, as protocols: the only hardware a view model may name."""

from pos_app.hardware.categories.barcode_scanner import BarcodeScanner, Scan, ScanLost
from pos_app.hardware.categories.cash_drawer import CashDrawer, DrawerLeftOpen, DrawerMoved, Kicked
from pos_app.hardware.categories.device import (
    CATEGORIES,
    WORKING,
    Category,
    Condition,
    Device,
    DeviceFailed,
    DeviceStatus,
    Listener,
    Power,
    State,
    StatusUpdate,
)
from pos_app.hardware.categories.found import Found, Proposal
from pos_app.hardware.categories.health import Fault, HealthLevel, HealthReport, LastScan
from pos_app.hardware.categories.label_printer import (
    LabelBatch,
    LabelOrder,
    LabelPrinter,
    LabelsRun,
    RunOutcome,
)
from pos_app.hardware.categories.line_display import (
    DisplayFace,
    DisplayRow,
    Lamp,
    LineDisplay,
    Wording,
)
from pos_app.hardware.categories.receipt_printer import (
    ConfirmLevel,
    Outcome,
    Printed,
    ReceiptPrinter,
)
from pos_app.hardware.categories.scale import Scale, Weighed
from pos_app.hardware.categories.tone_indicator import TONES, Tone, ToneIndicator, ToneWanted

__all__ = [
    "CATEGORIES",
    "TONES",
    "WORKING",
    "BarcodeScanner",
    "CashDrawer",
    "Category",
    "Condition",
    "ConfirmLevel",
    "Device",
    "DeviceFailed",
    "DeviceStatus",
    "DisplayFace",
    "DisplayRow",
    "DrawerLeftOpen",
    "DrawerMoved",
    "Fault",
    "Found",
    "HealthLevel",
    "HealthReport",
    "Kicked",
    "LabelBatch",
    "LabelOrder",
    "LabelPrinter",
    "LabelsRun",
    "Lamp",
    "LastScan",
    "LineDisplay",
    "Listener",
    "Outcome",
    "Power",
    "Printed",
    "Proposal",
    "ReceiptPrinter",
    "RunOutcome",
    "Scale",
    "Scan",
    "ScanLost",
    "State",
    "StatusUpdate",
    "Tone",
    "ToneIndicator",
    "ToneWanted",
    "Weighed",
    "Wording",
]
