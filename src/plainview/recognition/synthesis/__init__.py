"""Rendered plates and street scenes: seeded, reproducible, without a photograph of anybody's car."""

from plainview.recognition.synthesis.formats import Issued, plates_for
from plainview.recognition.synthesis.sheet import contact_sheet
from plainview.recognition.synthesis.street.sample import Sample, TrueFrame, truth_of, write_sample
from plainview.recognition.synthesis.street.scenes import Frame, InView, drive_past
from plainview.recognition.synthesis.street.traffic import BODIES, COLOURS, Passage, passages_for

__all__ = [
    "BODIES",
    "COLOURS",
    "Frame",
    "InView",
    "Issued",
    "Passage",
    "Sample",
    "TrueFrame",
    "contact_sheet",
    "drive_past",
    "passages_for",
    "plates_for",
    "truth_of",
    "write_sample",
]
