"""Read-only questions over the books. The only room that computes business numbers in SQL."""
