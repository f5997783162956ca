"""English words of a message for the command line, from the same catalogues the till uses."""

import json
import re
from functools import cache
from importlib import resources

from inventory.kernel.text import Text

_ENTRY = re.compile(r'^msgid ("(?:[^"\\]|\\.)+")\nmsgstr ("(?:[^"\\]|\\.)*")', re.MULTILINE)


def english(text: Text) -> str:
    """Return the message in English; one without an entry shows its key and values."""
    wording = _catalogue().get(text.code)
    return str(text) if wording is None else wording.format(**text.params)


@cache
def _catalogue() -> dict[str, str]:
    folder = resources.files("pos_app") / "locale" / "en" / "LC_MESSAGES"
    found: dict[str, str] = {}
    for file in folder.iterdir():
        if file.name.endswith(".po"):
            entries = _ENTRY.findall(file.read_text("utf-8"))
            found.update({json.loads(key): json.loads(wording) for key, wording in entries})
    return found
