"""Certificates: given quickly to a person of a test, and as the file by which a department would import them."""

from datetime import UTC, date, datetime, timedelta

from plainview.accounts.models import Person
from plainview.training import course, numbers, queries
from plainview.training.models import Certificate

HEADER = "email,topic,version,date,instructor,source"


def certify(someone: Person, *, topics: tuple[str, ...] = (), on: date | None = None) -> None:
    """Give certificates of these topics, or of all, earned yesterday if no day is said."""
    now = datetime.now(UTC)
    earned, terms = on or queries.local_day(now) - timedelta(days=1), course.current().terms.certificate
    Certificate.objects.bulk_create(
        Certificate(
            number=numbers.fresh(),
            person=someone,
            topic=topic.clause,
            version=topic.version,
            earned_on=earned,
            until=earned + timedelta(days=terms.valid_days),
            issued_at=now,
            origin=Certificate.Origin.IMPORT,
            source="made for a test",
        )
        for topic in course.current().topics
        if not topics or topic.clause in topics
    )


def whole_course(*addresses: str) -> str:
    """A file that gives these people the whole course."""
    newest = max(topic.version for topic in course.current().topics)
    day = queries.local_day(datetime.now(UTC)).isoformat()
    lines = [f"{address},all,{newest},{day},Lt. A. Example,In-service class" for address in addresses]
    return "\n".join([HEADER, *lines, ""])
