"""Printer models in words that tell them apart: maker and model, paper, letters; the usual one."""

from pos_app.hardware.profiles import PROFILES
from pos_app.i18n import Translator

USUAL = {"zh-Hans": "generic-80-zh", "zh-Hant": "big5-80", "en": "latin-80"}
_LETTERS = {"gb18030": "hans", "big5": "hant", "none": "picture"}
_COMMON = "generic-80-zh"


def usual(language: str) -> str:
    """Return the model that fits most printers of a shop of this language."""
    return USUAL.get(language, _COMMON)


def model_word(tr: Translator, name: str) -> str:
    """Return what a model is called, with its paper and its letters; empty for one of no name."""
    model = PROFILES.get(name)
    if model is None:
        return ""
    if not model.model:
        return tr(f"devices.model.{name}")
    letters = tr(f"devices.letters.{_LETTERS.get(model.encoding, 'latin')}")
    return " • ".join((model.model, tr("receipts.mm", mm=model.paper_mm), letters))


def model_brief(tr: Translator, name: str) -> str:
    """Return a model in few letters, for a card: its name, else paper and letters."""
    model = PROFILES.get(name)
    if model is None or model.model:
        return model.model if model is not None else ""
    letters = tr(f"devices.letters.{_LETTERS.get(model.encoding, 'latin')}")
    return " • ".join((tr("receipts.mm", mm=model.paper_mm), letters))


def models(tr: Translator, language: str) -> tuple[tuple[str, str], ...]:
    """Return every model that can be chosen: the usual one, those in common, then by maker."""
    first = usual(language)
    names = sorted(PROFILES, key=lambda name: (name != first, bool(PROFILES[name].model), name))
    words = {name: model_word(tr, name) for name in names}
    words[first] = tr("devices.model.usual", model=words[first])
    return tuple(words.items())
