"""Authenticated, de-duplicated reads."""
