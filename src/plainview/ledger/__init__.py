"""How often hits were right."""
