"""Messages to the department's own dispatch system (CAD)."""
