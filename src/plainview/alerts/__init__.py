"""From a hit to what came of it."""
