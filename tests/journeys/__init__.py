"""A person's way through the real program, each in a process of its own."""
