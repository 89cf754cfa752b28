"""Agencies, declarations, agreements."""
