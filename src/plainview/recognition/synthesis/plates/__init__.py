"""Plates drawn flat, in all their variety."""
