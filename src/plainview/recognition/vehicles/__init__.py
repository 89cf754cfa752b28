"""One read for each vehicle that passes: motion, tracks, votes."""
