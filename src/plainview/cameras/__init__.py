"""The register of cameras and their devices."""
