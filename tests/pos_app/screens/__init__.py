"""Tests of the screens and their parts. Kivy reads its settings at import: they are fixed here."""

from pos_app import boot

boot.prepare(boot.Display(width=1920, height=1440, max_fps=200))
