"""Training of the detector and the reader. Needs PyTorch, which the product itself does not."""
