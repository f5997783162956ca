"""Fonts and pictures the till ships, with the licences of those that are not ours."""
