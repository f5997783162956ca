"""Real transactions rung up again: every line of a file through the use cases of the till."""
