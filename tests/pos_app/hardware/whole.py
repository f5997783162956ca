"""Which of the papers that a printer cut off are whole ones."""

from collections.abc import Sequence

from pos_app.hardware.profiles import Profile
from pos_app.hardware.render_escpos import RESET, clearing


def whole(papers: Sequence[bytes], profile: Profile) -> list[bytes]:
    """Return papers with a beginning and an end of their own: no half that was cut off later."""
    ended = clearing(profile).removesuffix(RESET)[-16:]
    return [each for each in papers if each.startswith(RESET) and not each.endswith(ended)]
