"""Plainview: licence plate recognition in which the written policy is part of the program."""

__version__ = "0.1.0"
