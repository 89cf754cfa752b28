"""Reads against entries."""
