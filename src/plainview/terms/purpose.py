"""The closed list of circumstances in which data may be queried or an entry may alert: E.a.1 to E.a.11."""

from enum import StrEnum


class Purpose(StrEnum):
    """The value is the clause's id, so that a stored purpose cites its own authority."""

    CRIMINAL_OFFENCE = "E.a.1"
    MISSING_PERSON = "E.a.2"
    WARRANT_SUSPECT_STOLEN = "E.a.3"
    FLIGHT = "E.a.4"
    FUGITIVE = "E.a.5"
    SURVEILLANCE_COMPROMISED = "E.a.6"
    DANGEROUS_DRIVER = "E.a.7"
    SERIOUS_ACCIDENT = "E.a.8"
    EVADING_RESPONSIBILITY = "E.a.9"
    EXIGENT = "E.a.10"
    WATCH_LIST = "E.a.11"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Purpose.CRIMINAL_OFFENCE: "Criminal offence, with reasonable suspicion",
    Purpose.MISSING_PERSON: "Missing, exploited or endangered person; trafficking",
    Purpose.WARRANT_SUSPECT_STOLEN: "Warrant, suspect, stolen vehicle or stolen plate",
    Purpose.FLIGHT: "Flight or evasion from law enforcement",
    Purpose.FUGITIVE: "Fugitive from justice",
    Purpose.SURVEILLANCE_COMPROMISED: "Surveillance dangerous or compromised",
    Purpose.DANGEROUS_DRIVER: "Wrong-way, intoxicated or medical-emergency driver",
    Purpose.SERIOUS_ACCIDENT: "Accident with death or serious injury",
    Purpose.EVADING_RESPONSIBILITY: "Evading responsibility after a crash",
    Purpose.EXIGENT: "Exigent circumstances",
    Purpose.WATCH_LIST: "Terrorist watch list",
}
