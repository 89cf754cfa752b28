"""Sources and entries."""
