"""Freedom of information and owner requests."""
