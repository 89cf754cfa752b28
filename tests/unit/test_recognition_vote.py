"""Several readings of one plate, brought to one."""

import random
from string import ascii_uppercase, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from plainview.recognition.fakes import reading
from plainview.recognition.vehicles.ballots import Ballot
from plainview.recognition.vehicles.vote import is_sure, vote
from plainview.terms.read import Alternate, Character, Reading
from plainview.terms.vehicle import Stated, StatedVehicle


def ballot(text: str, confidence: float = 0.9, seconds: float = 0.0, legibility: float = 1.0) -> Ballot:
    return Ballot(reading(text, confidence=confidence), seconds, legibility)


CHARACTERS = st.sampled_from(ascii_uppercase + digits)
TEXTS = st.text(CHARACTERS, min_size=5, max_size=7)
SECONDS = st.floats(0, 10)
BALLOTS = st.builds(
    ballot,
    st.text(st.sampled_from("AB1"), min_size=2, max_size=4),
    st.floats(0, 1),
    SECONDS,
    st.floats(0, 1),
)


def spelt(text: str, *characters: Character, confidence: float = 0.5) -> Reading:
    return Reading(plate=text, confidence=confidence, box=(0, 0, 100, 50), characters=characters)


def test_one_reading_stays_as_it_is_and_counts_as_one_frame() -> None:
    alone = reading("AB12345", confidence=0.7)
    voted = vote([Ballot(alone, 0)])
    assert (voted.plate, voted.confidence, voted.characters, voted.frames) == ("AB12345", 0.7, alone.characters, 1)


def test_a_vote_keeps_what_the_most_legible_picture_states_of_the_vehicle() -> None:
    blue, gray = (StatedVehicle(colour=Stated(word, 0.8)) for word in ("blue", "gray"))
    seen = [(0.4, gray), (0.9, blue), (0.2, gray)]
    ballots = [
        Ballot(structs.replace(reading("AB12345"), vehicle=vehicle), place, legible)
        for place, (legible, vehicle) in enumerate(seen)
    ]
    assert vote(ballots).stated == blue
    assert vote([ballot("AB12345"), ballot("AB12345")]).stated is None


def test_no_reading_is_no_vote() -> None:
    with pytest.raises(ValueError, match="needs a reading"):
        vote([])
    with pytest.raises(ValueError, match="needs a reading"):
        vote([Ballot(spelt("--"), 0)])


@given(TEXTS, st.lists(st.tuples(st.floats(0.3, 1), SECONDS), min_size=1, max_size=8))
def test_equal_texts_give_that_text_and_all_agree(text: str, frames: list[tuple[float, float]]) -> None:
    voted = vote([ballot(text, confidence, seconds) for confidence, seconds in frames])
    assert (voted.plate, voted.frames) == (text, len(frames))


@given(st.lists(BALLOTS, min_size=1, max_size=8))
def test_no_confidence_leaves_0_to_1_and_each_character_was_read_in_its_place(ballots: list[Ballot]) -> None:
    voted = vote(ballots)
    assert 0 <= voted.confidence <= 1
    for character in voted.characters:
        chances = [character.confidence, *(other.confidence for other in character.alternates)]
        assert all(0 <= chance <= 1 for chance in chances)
        assert chances == sorted(chances, reverse=True)
    fitting = [each.text for each in ballots if len(each.text) == len(voted.canonical)]
    assert all(char in column for char, column in zip(voted.canonical, zip(*fitting, strict=True), strict=True))


@given(st.lists(BALLOTS, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_frames_changes_nothing(ballots: list[Ballot], chance: random.Random) -> None:
    shuffled = chance.sample(ballots, len(ballots))
    one, other = vote(ballots), vote(shuffled)
    assert (one.canonical, one.confidence, one.frames) == (other.canonical, other.confidence, other.frames)


@given(TEXTS, st.integers(0, 4), CHARACTERS, st.floats(0.5, 0.99), st.lists(SECONDS, min_size=6, max_size=6))
def test_one_misread_among_five_right_ones_is_outvoted(
    text: str, place: int, wrong: str, confidence: float, moments: list[float]
) -> None:
    misread = text[:place] + wrong + text[place + 1 :]
    texts = [misread, *[text] * 5]
    voted = vote([ballot(each, confidence, seconds) for each, seconds in zip(texts, moments, strict=True)])
    assert voted.plate == text


def test_what_was_seen_in_parts_is_put_together() -> None:
    texts = ["AB12845", "AB12345", "8B12345", "AB1Z345", "AB12345", "AB12346"]
    voted = vote([ballot(text, 0.8, number) for number, text in enumerate(texts)])
    assert (voted.plate, voted.frames) == ("AB12345", 2)


def test_what_the_frames_disagree_on_becomes_an_alternate() -> None:
    voted = vote([ballot("AB12345", 0.9, 0), ballot("AB12845", 0.8, 1)])
    assert voted.plate == "AB12345"
    assert [other.char for other in voted.characters[4].alternates] == ["8"]
    assert voted.characters[4].confidence < 0.8 < voted.characters[3].confidence


def test_ten_blurred_frames_of_one_moment_do_not_outshout_a_sharp_one() -> None:
    blurred = [ballot("AB12845", 0.7, number / 30, legibility=0.3) for number in range(10)]
    assert vote([*blurred, ballot("AB12345", 0.97, 1.0, legibility=1.0)]).plate == "AB12345"


def test_frames_of_one_moment_make_less_sure_than_frames_apart() -> None:
    together = vote([ballot("AB12345", 0.7, number / 30) for number in range(3)])
    apart = vote([ballot("AB12345", 0.7, number) for number in range(3)])
    assert together.confidence < apart.confidence


def test_an_alternate_that_two_frames_share_beats_two_different_first_choices() -> None:
    def frame(first: str) -> Reading:
        return spelt(first, Character(first, 0.5, (Alternate("B", 0.45),)))

    assert vote([Ballot(frame("8"), 0), Ballot(frame("R"), 1)]).plate == "B"


def test_the_number_of_characters_is_voted_on_first() -> None:
    texts = ["AB1234", "AB12345", "AB12345"]
    voted = vote([ballot(text, 0.9, number) for number, text in enumerate(texts)])
    assert (voted.plate, voted.frames) == ("AB12345", 2)
    assert voted.confidence < vote([ballot("AB12345", 0.9, 1), ballot("AB12345", 0.9, 2)]).confidence


def test_the_picture_is_that_of_the_most_legible_frame_that_agrees() -> None:
    frames = [("AB12345", 0.4, 10), ("AB12345", 0.8, 20), ("AB12845", 1.0, 30)]
    ballots = [
        Ballot(reading(text, confidence=0.9 if x < 30 else 0.5, box=(x, 0, 50, 25)), x, legibility)
        for text, legibility, x in frames
    ]
    assert vote(ballots).box == (20, 0, 50, 25)


def test_the_state_is_voted_on_by_those_that_name_one() -> None:
    def named(state: str | None, confidence: float | None, seconds: float) -> Ballot:
        plain = reading("AB12345")
        return Ballot(
            Reading(
                plate=plain.plate,
                confidence=0.9,
                box=plain.box,
                characters=plain.characters,
                state=state,
                state_confidence=confidence,
            ),
            seconds,
        )

    voted = vote([named("NY", 0.5, 0), named("CT", 0.9, 1), named("CT", 0.8, 2), named(None, None, 3)])
    assert voted.state == "CT"
    assert voted.state_confidence is not None
    assert 0.4 < voted.state_confidence < 0.8
    assert vote([named(None, None, 0), named(None, None, 1)]).state is None


def test_an_engine_whose_characters_do_not_spell_its_text_is_taken_by_its_text() -> None:
    odd = spelt("AB-123", Character("A", 0.9), confidence=0.8)
    voted = vote([Ballot(odd, 0), Ballot(odd, 1)])
    assert (voted.plate, "".join(each.char for each in voted.characters)) == ("AB-123", "AB123")


def test_a_vote_is_sure_from_two_frames_that_leave_no_doubt() -> None:
    assert not is_sure(vote([ballot("AB12345", 0.99)]))
    assert is_sure(vote([ballot("AB12345", 0.95, 0), ballot("AB12345", 0.95, 0.2)]))
    assert not is_sure(vote([ballot("AB12345", 0.9, 0), ballot("AB12845", 0.9, 0.2)]))
