"""Certificates and lapses."""
