"""What a recorder writes over its own pictures: time, speed, place, channel. Sharp where the scene is not."""

from typing import Final

import cv2
import numpy as np

from plainview.recognition.synthesis.chance import happens, picked
from plainview.recognition.synthesis.lessons.boards import digits, letters
from plainview.recognition.synthesis.pixels import Pixels

_FACES: Final = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_PLAIN, cv2.FONT_HERSHEY_DUPLEX)
_INKS: Final = ((250, 250, 250), (250, 250, 250), (40, 220, 250), (60, 60, 240), (90, 240, 90), (10, 10, 10))


def captioned(picture: Pixels, rng: np.random.Generator) -> Pixels:
    """One or two lines at the picture's edges, with or without a bar behind them."""
    shown = picture.copy()
    height, width = shown.shape[:2]
    face, ink = picked(rng, _FACES), picked(rng, _INKS)
    scale = height / float(rng.uniform(450, 1000)) * (1.6 if face == cv2.FONT_HERSHEY_PLAIN else 1.0)
    thick = max(1, round(scale * 1.5))
    for low in (True, False)[: int(rng.integers(1, 3))]:
        words = _words(rng)
        (wide, tall), _ = cv2.getTextSize(words, face, scale, thick)
        x = int(rng.choice((0.01, 0.5, 0.99)) * max(1, width - wide))
        y = int(height * 0.985 - tall * rng.uniform(0, 0.8)) if low else int(tall + height * rng.uniform(0.01, 0.04))
        if happens(rng, 0.3):
            cv2.rectangle(shown, (x - 3, y - tall - 4), (x + wide + 3, y + 5), (0, 0, 0), -1)
        elif happens(rng, 0.5):
            cv2.putText(shown, words, (x, y), face, scale, (0, 0, 0), thick + 2, cv2.LINE_AA)
        cv2.putText(shown, words, (x, y), face, scale, ink, thick, cv2.LINE_AA)
    return shown


def _words(rng: np.random.Generator) -> str:
    moment = f"20{rng.integers(10, 27)}-{rng.integers(1, 13):02}-{rng.integers(1, 29):02} {_clock(rng)}"
    american = f"{rng.integers(1, 13):02}/{rng.integers(1, 29):02}/20{rng.integers(10, 27)} {_clock(rng)}"
    speed = f"{rng.integers(0, 80)} MPH"
    place = f"N{rng.uniform(41, 43):.5f} W{rng.uniform(71, 74):.5f}"
    return picked(
        rng,
        (
            moment,
            american,
            f"{speed} {place}",
            f"{american} {speed}",
            f"{letters(rng, 4)} {digits(rng, 4)} {moment}",
            f"CAM {rng.integers(1, 17)}",
            f"UNIT {digits(rng, 3)}  {letters(rng, 3)}{digits(rng, 4)}",
            "REC",
        ),
    )


def _clock(rng: np.random.Generator) -> str:
    return f"{rng.integers(0, 24):02}:{rng.integers(0, 60):02}:{rng.integers(0, 60):02}"
