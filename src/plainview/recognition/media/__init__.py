"""From files, films and cameras to pictures."""
