"""Kivy screens: draw a view model's state and call its verbs. No arithmetic, no services."""
