"""Codes of the demo shop to scan without a scanner in the hand: the sale of the pictures."""

SALE = (
    "6907001000036",  # crew-neck tee, white, L
    "6907001000036",
    "6907001005208",  # straight-leg jeans, indigo, 31
    "6907001016105",  # merino cardigan, camel, L
    "6907001014996",  # light down jacket, fog, M
    "6907001018222",  # sport socks, brick
    "6907001018475",  # canvas tote, off-white
)
UNKNOWN = "6901234599991"
