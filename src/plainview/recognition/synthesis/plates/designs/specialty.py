"""Plates that no state's design explains: charities, universities, wildlife, foreign plates, paper.

They keep the reader from relying on the colour of a ground or on the words of a state.
"""

from typing import Final

import numpy as np

from plainview.recognition.synthesis.plates.designs.look import DIES, LETTERINGS, Look

_CAUSES: Final = (
    "Wildlife", "Save the Sound", "Keep Kids Safe", "Greenways", "UNIVERSITY", "State University", "VETERAN",
    "PURPLE HEART", "NATIONAL GUARD", "Support Our Troops", "FIREFIGHTER", "Donate Life", "Share the Road",
    "Protect Our Lakes", "Animal Friend", "CONSERVATION", "Breast Cancer Awareness", "In God We Trust", "MASON",
    "COLLEGE", "Amateur Radio", "CLASSIC", "ANTIQUE", "DISABLED", "TRUCK", "COMMERCIAL", "APPORTIONED", "EXEMPT",
)  # fmt: skip
_ELSEWHERE: Final = (
    ("ONTARIO", "YOURS TO DISCOVER"), ("Québec", "Je me souviens"), ("British Columbia", "Beautiful"),
    ("New Brunswick", "Nouveau Brunswick"), ("NOVA SCOTIA", "Canada's Ocean Playground"),
    ("ALBERTA", "Wild Rose Country"), ("MÉXICO", "BAJA CALIFORNIA"), ("U.S. GOVERNMENT", "FOR OFFICIAL USE ONLY"),
    ("PUERTO RICO", "Isla del Encanto"), ("Guam U.S.A.", "Tano y Chamorro"), ("DEALER", ""), ("TEMPORARY", "EXPIRES"),
    ("Navajo Nation", ""), ("", ""), ("DIPLOMAT", "U.S. DEPARTMENT OF STATE"), ("TRANSPORTER", ""),
)  # fmt: skip
_SCENES: Final = (
    "mountains", "hills", "waves", "swell", "pines", "sun", "stripes", "flag", "bird", "flower", "dome", "skyline",
    "bridge", "star", "palm", "mesa", "reeds", "checks", "horse", "wheat", "rainbow", "seal",
)  # fmt: skip
_DARK: Final = 110.0


def specialty(rng: np.random.Generator, state: str, name: str) -> Look:
    """A made-up design for a state's name: mostly a sign at the left, any colours, letters that stand out."""
    ground, ink = colours(rng)
    title = ink if rng.random() < 0.5 else _readable(rng, ground)  # noqa: PLR2004
    shown = name.upper() if rng.random() < 0.6 else name.title()  # noqa: PLR2004
    logo = rng.random() < 0.6  # noqa: PLR2004
    motif = "logo" if logo else str(rng.choice(_SCENES))
    strength = rng.uniform(0.5, 1.0) if logo else rng.uniform(0.15, 0.5)
    return Look(
        state, shown, ink, ground, 1.0, str(rng.choice(_CAUSES)), title=title,
        second=title, die=str(rng.choice(list(DIES))), lettering=str(rng.choice(list(LETTERINGS))),
        slogan_lettering=str(rng.choice(list(LETTERINGS))), low=bool(rng.random() < 0.15),  # noqa: PLR2004
        scene=f"{motif}:{_any(rng)}:{strength:.2f}", flat=bool(rng.random() < 0.6),  # noqa: PLR2004
        corners=str(rng.choice(["", "", "tr", "bl", "br", "tl tr", "bl br"])),
        between=str(rng.choice(["", "", "", "dash", "dot", "star", "map", "sign"])),
    )  # fmt: skip


def elsewhere(rng: np.random.Generator) -> Look:
    """A plate of no state: provinces, territories, government, dealers, blank."""
    name, slogan = _ELSEWHERE[int(rng.integers(len(_ELSEWHERE)))]
    made = specialty(rng, "", name)
    return Look(
        "", name, made.ink, made.ground, 1.0, slogan, title=made.title, die=made.die, lettering=made.lettering,
        low=made.low, scene=made.scene if rng.random() < 0.3 else "", flat=made.flat, between=made.between,  # noqa: PLR2004
    )  # fmt: skip


def colours(rng: np.random.Generator) -> tuple[str, str]:
    """A ground, often shaded from edge to edge, and an ink that can be read on it."""
    tone = rng.integers(195, 256, 3) if rng.random() < 0.65 else rng.integers(0, 256, 3)  # noqa: PLR2004 - most are light
    stops = [tone]
    if rng.random() < 0.5:  # noqa: PLR2004
        stops.append(np.clip(tone + rng.integers(-45, 46, 3), 0, 255))
    ground = " ".join(map(_web, stops))
    return ground, _readable(rng, ground)


def _readable(rng: np.random.Generator, ground: str) -> str:
    """A colour that differs from a ground in brightness."""
    under = np.mean([_grey(stop) for stop in ground.split()])
    for _ in range(40):
        ink = rng.integers(0, 256, 3) if rng.random() < 0.5 else rng.integers(0, 90, 3)  # noqa: PLR2004
        if abs(float(_grey(_web(ink))) - under) > _DARK:
            return _web(ink)
    return "#101216" if under > _DARK else "#f6f6f2"


def _any(rng: np.random.Generator) -> str:
    return _web(rng.integers(0, 256, 3))


def _grey(web: str) -> float:
    return 0.3 * int(web[1:3], 16) + 0.59 * int(web[3:5], 16) + 0.11 * int(web[5:7], 16)


def _web(tone: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]") -> str:
    return "#" + "".join(f"{int(part):02x}" for part in tone)
