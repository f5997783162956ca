"""What each kind of device can do, as protocols: the only hardware a view model may name."""
