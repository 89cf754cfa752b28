"""The simple shapes that stand for the pictures screened on plates, by name."""

from collections.abc import Callable
from typing import Final

from plainview.recognition.synthesis.plates.designs import emblems, landscapes
from plainview.recognition.synthesis.plates.designs.mask import Mask

MOTIFS: Final[dict[str, Callable[[Mask], None]]] = {
    "mountains": landscapes.mountains, "rainier": landscapes.rainier, "hills": landscapes.hills,
    "hills2": landscapes.hills, "grass": landscapes.reeds, "waves": landscapes.waves, "swell": landscapes.swell,
    "pines": landscapes.pines, "pine": landscapes.pine, "tree": landscapes.pine, "sun": landscapes.sun,
    "stripes": emblems.stripes, "flag": emblems.flag, "map": emblems.outline, "bird": emblems.bird,
    "pelican": emblems.bird, "flower": emblems.flower, "branch": emblems.flower, "dome": landscapes.dome,
    "skyline": landscapes.skyline, "bridge": landscapes.bridge, "star": emblems.star, "stars3": emblems.star,
    "star1": emblems.star1, "peach": emblems.ball, "orange": emblems.ball, "moon": emblems.ball,
    "heart": emblems.ball, "palm": landscapes.palm, "lighthouse": landscapes.lighthouse, "mesa": landscapes.mesa,
    "cactus": landscapes.cactus, "reeds": landscapes.reeds, "checks": emblems.checks, "crosses": emblems.checks,
    "zia": emblems.zia, "horse": emblems.beast, "buffalo": emblems.beast, "bear": emblems.beast,
    "rushmore": emblems.heads, "oldman": landscapes.rainier, "face": emblems.face, "statue": emblems.face,
    "barn": landscapes.barn, "wagon": landscapes.barn, "plane": emblems.plane, "arch": landscapes.arch,
    "river": landscapes.swell, "seal": emblems.seal, "bell": emblems.seal, "shield": emblems.seal,
    "anchor": emblems.star1, "wheat": landscapes.wheat, "rainbow": landscapes.arcs, "diamond": emblems.lozenge,
    "burst": emblems.burst, "lobster": emblems.beast, "chile": landscapes.hills, "skier": emblems.burst,
    "words": landscapes.skyline, "logo": emblems.logo,
}  # fmt: skip
"""Motif: what paints it. Several names share a shape where the likeness is faint anyway."""
