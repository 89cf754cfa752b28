"""Schedule, purge, proof of deletion."""
