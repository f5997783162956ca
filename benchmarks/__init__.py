"""One script per claim; each prints figure / limit = ratio and exits 1 when it is over."""
