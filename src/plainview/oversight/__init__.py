"""Quarterly audits, misuse indicators, violations."""
