"""What the shop sells: styles, variants, codes, prices, and how a text finds them."""
