"""Receipts and other paper as data: what is on it, not how a printer draws it."""
