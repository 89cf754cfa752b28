"""PostgreSQL under our own care."""
