"""The box at the camera or in the car."""
