"""Cases, holds and what survives the purge."""
