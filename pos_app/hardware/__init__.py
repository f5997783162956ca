"""Printers, drawers, scanners: one thread each, UnifiedPOS names. Knows no service and no screen."""
