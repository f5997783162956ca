"""Printers, drawers, scanners: a thread each, UnifiedPOS names. No service, no screen."""
