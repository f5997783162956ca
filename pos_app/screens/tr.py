"""The translator's face towards kv: ``tr.t('ui.lock')`` follows every switch of language.

``t`` is a property that holds a callable; a switch puts a new callable there, and Kivy evaluates
each expression that named ``tr.t`` again.
"""

from collections.abc import Callable

from kivy.event import EventDispatcher
from kivy.properties import ObjectProperty, StringProperty

from pos_app.i18n import Translator


class Words(EventDispatcher):
    """One for the whole program (``tr``); ``follow`` gives it the translator of the till."""

    t: Callable[..., str] = ObjectProperty(None)
    language = StringProperty("zh-Hans")

    def __init__(self, translator: Translator) -> None:
        super().__init__()
        self._leave: Callable[[], None] = lambda: None
        self.follow(translator)

    def follow(self, translator: Translator) -> None:
        """Speak through this translator from now on."""
        self._leave()
        self.translator = translator
        self._leave = translator.listen(self._spoken)
        self._spoken()

    def _spoken(self) -> None:
        speak = self.translator
        self.language = speak.language
        self.t = lambda key, **params: speak(key, **params)


tr = Words(Translator())
