"""Two-person decisions."""
