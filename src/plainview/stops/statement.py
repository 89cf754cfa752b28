"""What a report or an affidavit says of the ALPR data that was used (I.4). Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from plainview.alerts.checklist import Part
from plainview.alerts.models import Alert
from plainview.policy import clauses
from plainview.policy.enforcement import enforces
from plainview.stops.models import Waiver
from plainview.stops.queries import Listed
from plainview.terms.purpose import Purpose
from plainview.terms.stop import Road

Moment = Callable[[datetime], str]
"""Writes a moment as the department does, with its zone."""


@dataclass(frozen=True)
class Paragraph:
    """A few sentences under a heading. `name` is unique within a statement."""

    name: str
    heading: str
    words: str


@dataclass(frozen=True)
class Statement:
    """A whole statement. `waived` says that an office allowed reports to leave it out."""

    title: str
    paragraphs: tuple[Paragraph, ...]
    waived: bool

    @property
    def text(self) -> str:
        """Ready to copy into a report."""
        return "\n\n".join((self.title, *(each.words for each in self.paragraphs)))


@enforces(clauses.I_4)
def write(alert: Alert, listed: Listed | None, waivers: Sequence[Waiver], *, moment: Moment) -> Statement:
    """The statement about one alert, from what stands on record at this moment."""
    paragraphs = [
        Paragraph("read", "The read and the entry", _read(alert, moment)),
        Paragraph("eye", "Comparison by eye", _eye(alert, moment)),
        Paragraph("dispatch", "Confirmation", _dispatch(alert, listed, moment)),
        Paragraph("stop", "The stop", _stop(listed, moment)),
        Paragraph("outcome", "What came of it", _outcome(alert, moment)),
        *_waived(waivers, moment),
    ]
    title = "Automatic license plate reader (ALPR) data was used in this matter."
    return Statement(title, tuple(paragraphs), waived=bool(waivers))


def _read(alert: Alert, moment: Moment) -> str:
    state = alert.state or "not read"
    wanted = f"plate {alert.entry_plate}, state {alert.entry_state}" if alert.entry_plate else "a description alone"
    purpose = f"{alert.entry_purpose} {_label(alert.entry_purpose)}"
    vehicle = f", vehicle: {alert.entry_vehicle}" if alert.entry_vehicle else ""
    words = ", ".join(word for word in (alert.read_colour, alert.read_make, alert.read_body) if word)
    stated = f" The camera stated of the vehicle: {words}." if words else ""
    return (
        f"On {moment(alert.captured_at)} the camera {alert.camera_name} ({alert.place}) read plate {alert.plate}, "
        f"state {state}, {int(alert.confidence * 100 + 1e-9)} % sure.{stated} "
        f"The read met ({alert.tier}) an entry of the list {alert.entry_list}, as of {moment(alert.entry_as_of)}: "
        f"{wanted}{vehicle}; {alert.entry_offence}; purpose {purpose}; case {alert.entry_case_number}."
    )


def _eye(alert: Alert, moment: Moment) -> str:
    if alert.verified_at is None:
        return "Nobody compared the photograph with the entry on record."
    found = {Part.PLATE: alert.plate_matches, Part.STATE: alert.state_matches, Part.VEHICLE: alert.vehicle_matches}
    words = {True: "matched", False: "differed", None: "was not stated in the entry"}
    said = ", ".join(f"the {part} {words[match]}" for part, match in found.items())
    told = f"On {moment(alert.verified_at)} {alert.verified_by} compared photograph and entry: {said}."
    if alert.resolved_at is None:
        return told
    return (
        f"{told} {alert.resolved_by} resolved the difference on {moment(alert.resolved_at)}: {_ended(alert.resolution)}"
    )


def _dispatch(alert: Alert, listed: Listed | None, moment: Moment) -> str:
    stop = listed.stop if listed is not None else None
    if stop is not None and stop.answered_at is not None:
        return (
            f"Communications ({stop.answered_by}) confirmed on {moment(stop.answered_at)}, from {stop.answer_source}, "
            "that the entry was still active."
        )
    if alert.answered_at is not None:
        late = " This answer came after the stop had begun." if stop and alert.answered_at > stop.begun_at else ""
        return (
            f"Communications ({alert.answered_by}) said on {moment(alert.answered_at)}, from {alert.answer_source}: "
            f"{alert.get_answer_display()}.{late}"
        )
    if alert.asked_at is not None:
        return f"Communications were asked on {moment(alert.asked_at)} and have not answered yet."
    return "Communications were not asked."


def _stop(listed: Listed | None, moment: Moment) -> str:
    if listed is None:
        return "No stop was begun on this alert."
    stop, review = listed.stop, listed.review
    begun = f"{stop.officer_name} began a stop on {moment(stop.begun_at)}"
    if stop.road == Road.CONFIRMED:
        return f"{begun}, on the hit as confirmed by eye and by communications."
    if stop.road == Road.SUSPICION:
        return f"{begun}, on reasonable suspicion that does not rest on the alert: {_ended(stop.statement)}"
    if stop.justified_at is None:
        return f"{begun}, under exigent circumstances. The justification is not written yet."
    told = f"{begun}, under exigent circumstances, justified on {moment(stop.justified_at)}: {_ended(stop.statement)}"
    if review is None or review.decided_at is None:
        return f"{told} A supervisor has not reviewed it."
    found = "found it justified" if review.approved else "did not find it justified"
    return f"{told} {review.decided_by_name} {found} on {moment(review.decided_at)}."


def _outcome(alert: Alert, moment: Moment) -> str:
    if alert.closed_at is None:
        return "The alert is still open."
    stopped = "The vehicle was stopped" if alert.stopped else "The vehicle was not stopped"
    found = alert.get_disposition_display()
    told = f"{alert.closed_by} closed the alert on {moment(alert.closed_at)}: {found}. {stopped}."
    return f"{told} {_ended(alert.outcome)}" if alert.outcome else told


def _waived(waivers: Sequence[Waiver], moment: Moment) -> Iterator[Paragraph]:
    for number, each in enumerate(waivers):
        words = (
            f"{each.get_office_display()} ({each.authorised_by}) authorized on {each.authorised_on.isoformat()}, "
            f"reference {each.reference}, that reports on this matter leave out the use of ALPR data. Recorded by "
            f"{each.recorded_by} on {moment(each.recorded_at)}."
        )
        yield Paragraph(f"waiver-{number}", "Waiver", words)


def _label(purpose: str) -> str:
    return Purpose(purpose).label if purpose in set(Purpose) else ""


def _ended(words: str) -> str:
    """Words as a sentence that ends."""
    return words if words[-1:] in {".", "!", "?"} else f"{words}."
