"""The books: journal, stock moves and cash moves. Rows are added, never changed."""
