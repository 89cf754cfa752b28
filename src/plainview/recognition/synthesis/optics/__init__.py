"""What distance, light, lens, sensor and codec make of a picture."""
