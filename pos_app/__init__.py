"""The till: screens, hardware and sync around the business in ``inventory``."""
