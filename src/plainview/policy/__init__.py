"""The written policy as data and decisions."""
