"""From a cart to amounts: discounts, taxes, totals, cash rounding. Pure functions of values."""
