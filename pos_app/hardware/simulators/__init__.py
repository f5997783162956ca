"""Devices that exist only in memory, with switches for their faults; siblings stay apart."""
