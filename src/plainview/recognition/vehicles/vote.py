"""Several readings of one plate, brought to one by a vote at each place of the text.

First the number of characters is voted on; then, at each place, the readings of that length. A reading speaks for every
character that it thought possible there, by the logarithm of its probability, with the voice that `ballots` leaves it
beside the others. A character that a reading did not name keeps a small chance (`DOUBT`), so that no single frame can
forbid what all others saw.
"""

import math
from collections.abc import Sequence
from typing import Final

import msgspec

from plainview.recognition.ctc import ALTERNATES_AT_MOST, ALTERNATES_FROM, PLATE_CHARACTERS
from plainview.recognition.vehicles.ballots import Ballot, best, powers, voices
from plainview.terms.read import Alternate, Character, Reading

DOUBT: Final = 0.01
"""The chance of a character that another reading saw and this one did not name."""
SURE_FROM: Final = 0.9
"""The confidence from which a vote is told without waiting for more frames."""
SURE_FRAMES: Final = 2
"""Frames that must agree before that."""
_LEAST: Final = 1e-6  # a probability of nothing has no logarithm


def vote(ballots: Sequence[Ballot]) -> Reading:
    """The reading on which the ballots agree; their order does not matter.

    Box, quality, the spelling of the text and what is stated of the vehicle are those of the most legible ballot that
    agrees, or of the most legible one. `frames` is how many ballots have exactly this text.

    Raises:
        ValueError: no ballot, or none with a letter or a digit.
    """
    readable = [ballot for ballot in ballots if ballot.text]
    if not readable:
        raise ValueError("a vote needs a reading with a letter or a digit")
    if len(readable) == 1:
        return msgspec.structs.replace(readable[0].reading, characters=readable[0].characters, frames=1)
    heard = _of_one_length(readable)
    loud = powers(heard)
    places = zip(*(ballot.characters for ballot in heard), strict=True)
    characters = tuple(_place(place, loud) for place in places)
    text = "".join(character.char for character in characters)
    agreeing = [ballot for ballot in heard if ballot.text == text]
    speaker = best(agreeing or heard)
    state, state_confidence = _state(readable)
    return msgspec.structs.replace(
        speaker.reading,
        plate=speaker.reading.plate if agreeing else text,
        confidence=_whole(characters, heard, readable),
        characters=characters,
        state=state,
        state_confidence=state_confidence,
        frames=max(1, len(agreeing)),
    )


def is_sure(reading: Reading) -> bool:
    """Whether a vote is sure enough to be told at once."""
    return reading.confidence >= SURE_FROM and (reading.frames or 0) >= SURE_FRAMES


def _of_one_length(ballots: Sequence[Ballot]) -> list[Ballot]:
    """The ballots with the number of characters that most of the votes have; of equal ones the longer."""
    votes = _by_length(ballots)
    length = max(votes, key=lambda length: (votes[length], length))
    return [ballot for ballot in ballots if len(ballot.text) == length]


def _by_length(ballots: Sequence[Ballot]) -> dict[int, float]:
    lengths = {len(ballot.text) for ballot in ballots}
    return {
        length: math.fsum(
            voice * max(DOUBT, ballot.reading.confidence)
            for ballot, voice in zip(ballots, voices(ballots), strict=True)
            if len(ballot.text) == length
        )
        for length in lengths
    }


def _place(place: Sequence[Character], loud: Sequence[float]) -> Character:
    """What stands at one place, by what each ballot saw there."""
    beliefs = [_belief(character) for character in place]
    named = sorted({char for belief in beliefs for char in belief})
    logs = {
        char: math.fsum(
            power * math.log(belief.get(char, max(DOUBT, _rest(belief))))
            for belief, power in zip(beliefs, loud, strict=True)
        )
        for char in named
    }
    unnamed = math.fsum(
        power * math.log(max(_LEAST, _rest(belief))) for belief, power in zip(beliefs, loud, strict=True)
    )
    highest = max(logs.values())
    others = (len(PLATE_CHARACTERS) - len(named)) * math.exp(unnamed - highest)
    total = math.fsum([others, *(math.exp(log - highest) for log in logs.values())])
    chances = {char: min(1.0, math.exp(log - highest) / total) for char, log in logs.items()}
    first_said = {character.char for character in place}
    (char, confidence), *losers = sorted(
        chances.items(), key=lambda each: (-each[1], each[0] not in first_said, each[0])
    )
    likely = (Alternate(loser, chance) for loser, chance in losers[:ALTERNATES_AT_MOST] if chance >= ALTERNATES_FROM)
    return Character(char, confidence, tuple(likely))


def _belief(character: Character) -> dict[str, float]:
    """The chance that a ballot gives to each character that it names at a place."""
    first = max(DOUBT, character.confidence)
    named = {other.char: min(first, max(DOUBT, other.confidence)) for other in character.alternates}
    return named | {character.char: first}


def _rest(belief: dict[str, float]) -> float:
    """The chance that is left for each character that a ballot did not name."""
    return max(0.0, 1 - math.fsum(belief.values())) / max(1, len(PLATE_CHARACTERS) - len(belief))


def _whole(characters: Sequence[Character], heard: Sequence[Ballot], ballots: Sequence[Ballot]) -> float:
    """The chance that every character is right, less what the engine doubted, less the votes for another length."""
    trusts = [
        min(1.0, ballot.reading.confidence / max(_LEAST, math.prod(each.confidence for each in ballot.characters)))
        for ballot in heard
    ]
    loud = voices(heard)
    trust = math.fsum(voice * each for voice, each in zip(loud, trusts, strict=True)) / math.fsum(loud)
    votes = _by_length(ballots)
    share = votes[len(characters)] / math.fsum(votes.values())
    return min(1.0, math.prod(each.confidence for each in characters) * trust * share)


def _state(ballots: Sequence[Ballot]) -> tuple[str | None, float | None]:
    """The state that most of the votes name, and how sure they are of it; those that name none do not vote."""
    naming = [ballot for ballot in ballots if ballot.reading.state is not None]
    if not naming:
        return None, None
    loud = voices(naming)
    votes = {
        state: math.fsum(
            voice * _state_confidence(ballot.reading)
            for ballot, voice in zip(naming, loud, strict=True)
            if ballot.reading.state == state
        )
        for state in sorted({ballot.reading.state for ballot in naming if ballot.reading.state})
    }
    state = max(votes, key=lambda state: votes[state])
    if all(ballot.reading.state_confidence is None for ballot in naming):
        return state, None
    return state, min(1.0, votes[state] / math.fsum(loud))


def _state_confidence(reading: Reading) -> float:
    return reading.confidence if reading.state_confidence is None else reading.state_confidence
