"""Shop stories as text files, played against a fresh shop through the services of the screens."""
