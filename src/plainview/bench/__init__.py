"""Measures the system on made-up traffic, in a database of its own."""
