"""Stored reads and their pictures."""
