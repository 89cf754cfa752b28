"""Unknown senders cannot fill the log, and none of their refusals goes uncounted."""

from datetime import UTC, datetime, timedelta

from plainview.web.strangers import EACH, Strangers

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_so_many_a_minute_are_logged_and_the_next_minute_says_how_many_more_there_were() -> None:
    strangers = Strangers()
    said = [strangers.said("the key is not known", at=NOON + timedelta(seconds=number / 10)) for number in range(100)]
    assert said == ["the key is not known"] * EACH + [None] * (100 - EACH)
    later = NOON + timedelta(minutes=1)
    counted = f"the key is not known; before it {100 - EACH} more of unknown senders"
    assert strangers.said("the key is not known", at=later) == counted
    assert strangers.said("the signature is wrong", at=later) == "the signature is wrong"


def test_a_few_are_all_logged() -> None:
    strangers = Strangers()
    assert all(strangers.said("the key is not known", at=NOON + timedelta(hours=hour)) for hour in range(50))


def test_a_registered_key_is_counted_by_itself_and_hidden_by_nobody() -> None:
    strangers = Strangers()
    for _ in range(EACH + 5):
        strangers.said("the key is not known", at=NOON)
    named = [strangers.said("the clock is off", at=NOON, key_id="a1") for _ in range(EACH + 3)]
    assert named == ["the clock is off"] * EACH + [None] * 3
    assert strangers.said("the clock is off", at=NOON, key_id="b2") == "the clock is off"
    later = NOON + timedelta(minutes=1)
    counted = "the clock is off; before it 3 more of the key a1"
    assert strangers.said("the clock is off", at=later, key_id="a1") == counted
    assert strangers.said("the key is not known", at=later) == (
        "the key is not known; before it 5 more of unknown senders"
    )
