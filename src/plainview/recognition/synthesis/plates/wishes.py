"""What people have put on vanity plates, made up: words, abbreviations and any mixture, two to eight characters."""

import string
from typing import Final

import numpy as np

from plainview.recognition.synthesis.chance import happens, picked

_PIECES: Final = """
    GR8 LUV MY BMW 4X4 2 FAST MOM DAD KIDS DOG CAT GOLF SKI SAIL SURF BOAT BEACH SUN FUN RUN JOY HOPE FAITH GO THE MR
    MS DR JET ZOOM VROOM VET BUNZ BUNNY BEE BIRD CRAB FISH WOLF BEAR LION KING QUEEN PRINCE LADY BOSS CHEF NURSE RN MD
    ESQ LAW CPA BIZ PRO ACE STAR MOON SKY BLUE RED GRAY PINK JEEP FORD VW TESLA EV GAS NO ZERO ONE 1 U R 4 ME 8 UP IN
    OUT ON OFF TOP HI BYE YES WOW OH LOL XO QUIET QUILT QUICK IQ ICE IOU ILUV OOH OOPS ZIP ZAP JAZZ ROCK BAND DRUM BASS
    SONG DANCE YOGA ZEN GYM FIT RIDE BIKE TRK TRUCK VAN CAR GT RS SS V8 V6 77 07 99 00 123 711 CT USA NYC BOS SOX YANK
    METS JETS PATS HUSKY NUTMEG SOUND SHORE LAKE HILL FARM COW HEN GOAT TREE OAK ELM ROSE LILY IVY MAX LEO MIA ZOE SAM
    JOE BOB TOM TIM ANN SUE KIM LIZ NANA PAPA GIGI POPS GRAMS TEACH SCHOOL BUS COACH TEAM WIN GOAL KICK PUCK HOCKEY
""".split()  # noqa: SIM905 - a list of two hundred strings is harder to read
_LIKENESS: Final = {"E": "3", "O": "0", "A": "4", "S": "5", "I": "1", "B": "8", "Z": "2"}
_CHARACTERS: Final = string.ascii_uppercase + string.digits
LONGEST: Final = 8


def wish(rng: np.random.Generator) -> str:
    """A vanity text as printed: characters, with blanks, dashes or a heart (♥) between some."""
    if happens(rng, 0.3):
        return _mixture(rng)
    pieces = [picked(rng, _PIECES) for _ in range(int(rng.integers(1, 4)))]
    text = ""
    for piece in pieces:
        if len(text) + len(piece) <= LONGEST:
            text += piece
    if happens(rng, 0.25):
        text = "".join(_LIKENESS.get(each, each) if happens(rng, 0.5) else each for each in text)
    if len(text) < LONGEST and happens(rng, 0.25):
        text += str(int(rng.integers(0, 10 ** min(3, LONGEST - len(text)))))
    while len(text) < 2:  # noqa: PLR2004 - the fewest
        text += picked(rng, _CHARACTERS)
    return _parted(rng, text)


def anything(rng: np.random.Generator) -> str:
    """Three to eight characters without any sense, O, I and Q among them."""
    text = "".join(picked(rng, _CHARACTERS) for _ in range(int(rng.integers(3, LONGEST + 1))))
    return _parted(rng, text)


def _mixture(rng: np.random.Generator) -> str:
    """Pronounceable in part: consonants and vowels by turns, and figures."""
    sounds = ("BCDFGHJKLMNPQRSTVWXYZ", "AEIOUY", string.digits)
    text = ""
    while len(text) < int(rng.integers(2, LONGEST + 1)):
        kind = 2 if happens(rng, 0.15) else len(text) % 2
        text += picked(rng, sounds[kind])
    return _parted(rng, (text + picked(rng, _CHARACTERS))[:LONGEST] if len(text) < 2 else text)  # noqa: PLR2004


def _parted(rng: np.random.Generator, text: str) -> str:
    if len(text) < LONGEST and happens(rng, 0.4):
        at = int(rng.integers(1, len(text)))
        return text[:at] + picked(rng, " -♥  ") + text[at:]
    return text
