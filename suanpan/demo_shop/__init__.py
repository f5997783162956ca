"""The demo shop: an apparel shop in Shanghai, invented from its staff to its brands."""
