"""The field's words as frozen types."""
