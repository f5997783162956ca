"""Builds the till, once, at start: the only place that constructs. No rule of the shop is here."""
