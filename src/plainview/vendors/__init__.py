"""Contracts and their clauses."""
