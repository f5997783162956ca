"""Who works here and what they may do; where the shop is."""
