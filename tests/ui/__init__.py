"""The till's window under test: a driver, an audit, a gallery. Kivy's settings are fixed here."""

from pos_app import boot

# The off-screen surface never grows: it is made as large as the largest profile needs.
boot.prepare(boot.Display(width=1920, height=1440, max_fps=200))
