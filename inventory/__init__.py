"""The business of a shop: catalogue, pricing, orders, ledger. Knows no screen, device or network."""
