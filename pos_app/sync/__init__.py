"""Sends the journal to head office: own thread, own read-only connection, never in a sale's way."""
