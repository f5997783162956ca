"""The way to head office: drains the outbox in order. Knows no order, price or screen."""
