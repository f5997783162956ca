"""How devices are called on the screens: names, kinds and connections in words, never raw ids."""

import re
from collections import Counter
from collections.abc import Mapping

from inventory.kernel.text import Text
from pos_app.hardware.categories.device import CATEGORIES, DeviceStatus
from pos_app.i18n import Translator
from pos_app.viewmodels.device_care import DeviceView, Option
from pos_app.viewmodels.device_models import model_brief, model_word

_RAW = re.compile(r"(?:printer|drawer|scanner|display|scale|labels|tone)(?:[ -](\d+))?")
# A blank that parts a number or a Latin name from hanzi parts a name in hanzi from its sentence.
_BLANK = re.compile(r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]) +(?=[\u4e00-\u9fff])")
_AWAY = ("hardware.link.unreachable", "hardware.link.broken")
_ON = {
    "printer_drawer": "on_printer", "evdev": "keys", "serial_scanner": "serial",
    "serial_display": "serial", "serial_scale": "serial", "sound": "card",
    "hid_pos_scanner": "hid", "camera_scanner": "camera",
}  # fmt: skip


def name_of(tr: Translator, device_id: str, category: str) -> str:
    """Return what the shop calls a device: its own name for it, else the kind, numbered."""
    raw = _RAW.fullmatch(device_id)
    if raw is None:
        return device_id
    word = tr(f"hardware.category.{category}")
    number = raw[1] or "1"
    return word if number == "1" else tr("devices.numbered", kind=word, n=number)


def is_raw(device_id: str) -> bool:
    """Tell whether nobody gave a device a name: it is called by its kind."""
    return _RAW.fullmatch(device_id) is not None


def say(tr: Translator, text: Text, names: Mapping[str, str]) -> str:
    """Return a sentence in which every device has the name that the shop knows it by."""
    params = {
        name: names.get(str(value), value) if name in ("device", "printer", "other", "where")
        else value
        for name, value in text.params.items()
    }  # fmt: skip
    said = tr.text(Text.of(text.code, **params))
    for kind in CATEGORIES:
        said = _once(said, tr(f"hardware.category.{kind}"))
    return _BLANK.sub("", said)


def reason(
    tr: Translator, category: str, text: Text, device_id: str, names: Mapping[str, str]
) -> str:
    """Return what is wrong with a device; a scanner that is away holds up no paper."""
    if category == "scanner" and text.code in _AWAY:
        text = Text.of("hardware.scanner.unplugged", device=device_id)
    return say(tr, text, names)


def _once(said: str, kind: str) -> str:
    """Say a kind once where a sentence that names it has the kind for its device's name too."""
    words = kind.split()
    tails = [" ".join(words[at:]) for at in range(len(words))]
    if len(words) == 1:
        tails = [kind[at:] for at in range(len(kind) - 1)]
    before = "|".join(map(re.escape, tails))
    return re.sub(rf"({before})\s+{re.escape(kind)}", r"\1", said, flags=re.IGNORECASE)


def connection(tr: Translator, driver: str, options: Mapping[str, Option]) -> str:
    """Return how a device hangs on the till, in a word or two."""
    if driver.startswith("simulated"):
        return tr("devices.on.simulated")
    way = _ON.get(driver) or str(options.get("way", "folder" if driver == "label_printer" else ""))
    if way == "file":
        way = "usb"
    return tr(f"devices.on.{way}") if tr.knows(f"devices.on.{way}") else ""


def note(tr: Translator, view: DeviceView, *, brief: bool = False) -> str:
    """Return how a device hangs on the till and what it is; ``brief`` for below its name."""
    parts = [connection(tr, view.driver, view.options)]
    if view.status.category == "printer":
        word = model_brief if brief else model_word
        parts.append(word(tr, str(view.options.get("profile", "generic-80-zh"))))
        parts += [tr("devices.answers.never")] if view.options.get("answers") is False else []
    elif view.status.category == "drawer" and view.driver != "simulated_drawer":
        parts.append(tr("devices.pin", n=view.options.get("pin", 2)))
    elif view.status.category == "labels":
        parts.append(str(view.options.get("language", "tspl")).upper())
    return " • ".join(part for part in parts if part)


def names_of(tr: Translator, statuses: tuple[DeviceStatus, ...]) -> dict[str, str]:
    """Return device id → name on the screens; a kind is numbered where there are several."""
    raw = Counter(each.category for each in statuses if is_raw(each.device_id))
    return {
        each.device_id: tr(f"hardware.category.{each.category}")
        if is_raw(each.device_id) and raw[each.category] == 1
        else name_of(tr, each.device_id, each.category)
        for each in statuses
    }
