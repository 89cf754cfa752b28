"""Training pictures: crops for the reader, scenes for the detector."""
