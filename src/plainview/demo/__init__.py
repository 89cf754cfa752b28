"""The whole system on sample cameras."""
