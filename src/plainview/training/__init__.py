"""The course, its tests, the certificates, and the lapses that close the door."""
