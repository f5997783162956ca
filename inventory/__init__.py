"""The business of a shop: catalogue, pricing, orders, ledger. No screen, device or network."""
