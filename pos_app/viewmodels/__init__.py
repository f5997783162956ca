"""What a screen shows and what its buttons do, without Kivy: services in, ready strings out."""
