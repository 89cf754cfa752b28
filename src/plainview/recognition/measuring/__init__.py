"""How well an engine reads: labels, scores, and the report."""
