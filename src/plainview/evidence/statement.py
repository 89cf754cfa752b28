"""The statement that ALPR data was used, which goes with everything that leaves a case (I.4). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from plainview.policy import clauses
from plainview.policy.decisions import Refused
from plainview.policy.enforcement import enforces


class Office(StrEnum):
    """Who may authorise that a report does not say so."""

    STATES_ATTORNEY = "states-attorney"
    INSPECTOR_GENERAL = "inspector-general"
    CHIEF_STATES_ATTORNEY = "chief-states-attorney"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS: Final = {
    Office.STATES_ATTORNEY: "the State's Attorney",
    Office.INSPECTOR_GENERAL: "the Office of the Inspector General",
    Office.CHIEF_STATES_ATTORNEY: "the Chief State's Attorney's Office",
}


@dataclass(frozen=True)
class Waiver:
    """An office's word that reports need not say that ALPR data was used. `reference` is its letter."""

    office: str
    reference: str


@enforces(clauses.I_4)
def waiver_objections(waiver: Waiver) -> Iterator[Refused]:
    """What stands against recording a waiver."""
    if waiver.office not in set(Office):
        yield Refused(clauses.I_4, "none of the offices that may authorise it is chosen", "Choose one.", "office")
    if not waiver.reference.strip():
        yield Refused(
            clauses.I_4, "the office's letter is not named", "Give its number, or who signed it and when.", "letter"
        )


@enforces(clauses.I_4)
def statement(case_number: str, reads: int, waiver: Waiver | None) -> str:
    """What a report, affidavit or court application on the case has to say, as whole sentences."""
    counted = f"{reads} stored read{'' if reads == 1 else 's'}"
    used = (
        f"Automated licence plate reader (ALPR) data was used in connection with case {case_number}: {counted} with"
        " photographs, preserved under section K.1 of the agency's ALPR policy. A read is what a machine made of a"
        " photograph. It is not by itself proof of what the plate was or of who was in the vehicle; compare each with"
        " its photograph."
    )
    if waiver is None:
        return f"{used} Section I.4 asks that every written report, affidavit and court application says so."
    return (
        f"{used} {Office(waiver.office).label[0].upper()}{Office(waiver.office).label[1:]} has authorised that reports,"
        f" affidavits and court applications on this case need not say so (section I.4; {waiver.reference})."
    )
