"""Ways to a device: bytes there and back, every call with a deadline, one kind of error."""
