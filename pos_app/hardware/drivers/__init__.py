"""One module per real device; siblings never import each other."""
