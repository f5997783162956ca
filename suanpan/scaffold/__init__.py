"""Texts that ``pos driver new`` begins a driver with: one module and one test for each category."""
