"""Has the vehicle of an entry been seen already? A search like any other: it asks for its own purpose and is logged.

The entry's plate is filled in, and where it has none what it says of the vehicle. Why it was entered is not why
somebody looks back, so nothing of that is.
"""

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from plainview.policy import clauses, parameters
from plainview.policy.enforcement import enforces
from plainview.search.described import Described
from plainview.search.request import LONGEST_SPAN, SearchRequest
from plainview.terms.entry import MatchBy
from plainview.terms.vehicle import Trait, meant

if TYPE_CHECKING:
    from plainview.hotlists.models import Entry

_DESCRIBED: Final = (
    "No plate is known: what the entry says of the vehicle is filled in, as far as a camera can state it. Choose"
    " cameras, an area or a corridor, and a time."
)


def not_found(entry: "Entry") -> str:
    """What an entry by description meets and this search does not, in sentences: the words that are left out."""
    if entry.match_by != MatchBy.DESCRIPTION:
        return ""
    left = [f"{trait} “{said}”" for trait, said in _said(entry) if said and not meant(trait, said)]
    return f"{_DESCRIBED} Left out, as it is no one word of the list: {', '.join(left)}." if left else _DESCRIBED


@enforces(clauses.F_A, clauses.F_A_1_I)
def parameters_of(entry: "Entry", *, at: datetime) -> SearchRequest:
    """What to look for: the entry's plate in all reads that are kept, without any purpose.

    The state is left open, so that a read whose state the camera could not read is found as well. Of an entry by
    description the vehicle is looked for, and so that one is met that the description would have: reads that state
    nothing of it are left out until somebody asks for them.
    """
    end = at + timedelta(minutes=1)
    first = datetime.combine(parameters.first_day_kept(at), time.min, tzinfo=UTC)
    return SearchRequest(
        purpose="",
        offence="",
        case_number="",
        reason="",
        start=max(first, end - LONGEST_SPAN),
        end=end,
        plate=entry.plate,
        look_alikes=entry.match_by != MatchBy.PATTERN and bool(entry.plate),
        near=entry.match_by == MatchBy.NEAR,
        entry=entry.pk,
        vehicle=_vehicle(entry) if entry.match_by == MatchBy.DESCRIPTION else Described(),
    )


def _vehicle(entry: "Entry") -> Described:
    """What the entry says, in the words that a camera can state: of "Ford F-150" the make."""
    return Described(**{trait.value: meant(trait, said) for trait, said in _said(entry)}, unstated=False)


def _said(entry: "Entry") -> list[tuple[Trait, str]]:
    """Colour, make and body as the entry has them."""
    return [(trait, getattr(entry, trait.value).strip()) for trait in Trait]
