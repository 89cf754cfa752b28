"""No purpose, no result."""
