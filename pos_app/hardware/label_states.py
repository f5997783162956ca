"""How a label printer may stand, in words that say what still works and what to do."""

from inventory.kernel.text import Text
from pos_app.hardware.categories.device import Condition
from pos_app.hardware.driver import Finding

BLIND = Finding(Condition.READY, Text.of("hardware.labels.blind"))
HEAD_OPEN = Finding(Condition.COVER_OPEN, Text.of("hardware.labels.head_open"))
JAM = Finding(Condition.FAULT, Text.of("hardware.labels.jam"))
NO_LABELS = Finding(Condition.PAPER_OUT, Text.of("hardware.labels.out"))
NO_RIBBON = Finding(Condition.FAULT, Text.of("hardware.labels.ribbon"))
PAUSED = Finding(Condition.OFFLINE, Text.of("hardware.labels.paused"))
SILENT = Finding(Condition.OFFLINE, Text.of("hardware.labels.silent"))
TROUBLE = Finding(Condition.FAULT, Text.of("hardware.labels.trouble"))
