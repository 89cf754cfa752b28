"""Frame in, reads out."""
