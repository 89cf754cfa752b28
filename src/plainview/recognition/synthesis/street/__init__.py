"""A street with traffic, rendered frame by frame: what the demo films."""
