"""What people attach to a request: looked at, bounded, encrypted at rest."""
