"""Use cases: the only door for callers. One function is one use case and one transaction."""
