"""Which passwords are taken when somebody joins."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from factories.people import administrator
from plainview.accounts import actions
from plainview.policy import clauses
from plainview.terms.actor import Role

pytestmark = pytest.mark.usefixtures("instance")


def now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.proves(clauses.I)
@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short 9ab", "too short"),
        ("Iloveyou123", "known from a breach"),
        ("jordan23jordan", "known from a breach"),
        ("zaq12wsxcde34rfv!", "easy to guess"),
        ("Police2026!!", "easy to guess"),
        ("P0l1ce-0ff1cer", "easy to guess"),
        ("abcabcabcabcab", "easy to guess"),
        ("newson-newson-1", "easy to guess"),
    ],
)
def test_a_password_that_others_know_or_guess_is_refused(password: str, why: str) -> None:
    token = actions.invite(
        "n.newson@city.test", name="Nora Newson", role=Role.OPERATOR, actor=administrator().actor(), at=now()
    )
    with pytest.raises(ValidationError, match=why):
        actions.join(token, password=password, actor=actions.stranger("n.newson@city.test"), at=now())


@pytest.mark.parametrize("password", ["correct horse battery", "öffnet nur nachts 7", "my aunt sells bicycles"])
def test_a_sentence_is_a_good_password(password: str) -> None:
    token = actions.invite(
        "n.newson@city.test", name="Nora Newson", role=Role.OPERATOR, actor=administrator().actor(), at=now()
    )
    assert actions.join(token, password=password, actor=actions.stranger("n.newson@city.test"), at=now())
