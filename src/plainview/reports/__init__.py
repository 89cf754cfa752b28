"""Usage reports to the Chief."""
