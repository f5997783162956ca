"""Tables from files: Excel and CSV read safely, headers understood, rows turned into goods."""
