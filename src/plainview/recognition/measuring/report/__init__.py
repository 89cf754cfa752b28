"""The page that a person reads after an evaluation: figures, a diagram of the confidences, every miss as a picture."""
