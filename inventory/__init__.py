"""The business of a shop: catalogue, pricing, orders, ledger. No screen, device or network."""

__version__ = "0.1.0"
