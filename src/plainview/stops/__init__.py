"""The stop of a vehicle on an alert."""
