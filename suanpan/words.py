"""English words of a message for the command line, from the same catalogues the till uses."""

from inventory.kernel.text import Text
from pos_app.i18n import Translator

_ENGLISH = Translator("en")


def english(text: Text) -> str:
    """Return the message in English; one without words shows its key and values."""
    return _ENGLISH.text(text) if _ENGLISH.knows(text.code) else str(text)
