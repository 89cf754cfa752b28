"""What sources send, one parser a layout. Pure: text in, lines and faults out."""
