"""What a read says beside its plate, packed and back; and pictures in pairs."""

import hashlib
import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from factories.reads import reading, vehicle
from plainview.archive import detail, packs, pairs
from plainview.archive.pairs import Pair, Place
from plainview.terms.read import Alternate, Character, Reading
from plainview.terms.vehicle import BODIES, COLOURS, MAKES, NUMBERS, WORDS, Stated, StatedVehicle, Trait

HALF_PERCENT = 0.0025 + 1e-9
CHARS = st.sampled_from("ABCXYZ0189")
CONFIDENCES = st.floats(0, 1)
MAYBE = st.none() | CONFIDENCES
ALTERNATES = st.lists(st.builds(Alternate, CHARS, CONFIDENCES), max_size=3).map(tuple)
CHARACTERS = st.lists(st.builds(Character, CHARS, CONFIDENCES, ALTERNATES), min_size=1, max_size=10).map(tuple)
STATED = {
    trait.value: st.none() | st.builds(Stated, st.sampled_from(words), CONFIDENCES) for trait, words in WORDS.items()
}
BOXES = st.tuples(*(st.integers(0, 100_000) for _ in range(4)))


def near(one: float | None, other: float | None) -> bool:
    return one is other is None or (one is not None and other is not None and abs(one - other) <= HALF_PERCENT)


READINGS = st.builds(
    Reading,
    plate=st.just("-"),
    confidence=st.just(0.5),
    box=BOXES,
    characters=CHARACTERS,
    state_confidence=MAYBE,
    quality=MAYBE,
    frames=st.none() | st.integers(1, 10_000),
    vehicle=st.just(UNSET) | st.none() | st.builds(StatedVehicle, **STATED),
)


@given(READINGS)
def test_a_detail_says_what_the_reading_said_to_half_a_percent(told: Reading) -> None:
    said = detail.decode(detail.encode(told), "".join(each.char for each in told.characters))
    assert (said.box, said.frames) == (told.box, told.frames)
    assert near(said.state_confidence, told.state_confidence)
    assert near(said.quality, told.quality)
    assert [each.char for each in said.characters] == [each.char for each in told.characters]
    for kept, given_ in zip(said.characters, told.characters, strict=True):
        assert near(kept.confidence, given_.confidence)
        assert [other.char for other in kept.alternates] == [other.char for other in given_.alternates]
        assert all(near(a.confidence, b.confidence) for a, b in zip(kept.alternates, given_.alternates, strict=True))
    assert (said.vehicle is None) == (told.stated is None)
    if told.stated and said.vehicle:
        for (_, kept), (_, stated) in zip(said.vehicle.each(), told.stated.each(), strict=True):
            assert (kept and kept.word) == (stated and stated.word)
            assert near(kept and kept.confidence, stated and stated.confidence)


def test_whole_percents_are_kept_exactly_and_a_detail_is_small() -> None:
    characters = tuple(Character(char, 0.95) for char in "AB12345")
    reading = Reading(plate="AB12345", confidence=0.95, box=(812, 455, 131, 62), characters=characters)
    written = detail.encode(reading)
    assert [each.confidence for each in detail.decode(written, "AB12345").characters] == [0.95] * 7
    assert len(written) <= 20


@pytest.mark.parametrize(
    ("stated", "more"),
    [({}, 0), ({"colour": "blue"}, 3), ({"colour": "blue", "make": "Honda"}, 5), ({"body": "van"}, 7)],
)
def test_what_is_not_stated_of_a_vehicle_takes_no_room(stated: dict[str, str], more: int) -> None:
    plain, said = reading(), reading(vehicle=vehicle(**stated))
    assert len(detail.encode(said)) == len(detail.encode(plain)) + more


def test_a_word_of_no_list_is_not_packed() -> None:
    with pytest.raises(KeyError):
        detail.encode(reading(vehicle=vehicle(colour="reddish")))


def test_words_keep_their_numbers() -> None:
    # Stored reads hold these. A list may grow at its end, and change nowhere else.
    assert [len(words) for words in WORDS.values()] == [32, 62, 11]
    assert (
        hashlib.sha256(repr([list(words) for words in WORDS.values()]).encode()).hexdigest()[:16] == "25731ff20bfe870e"
    )
    assert [NUMBERS[Trait.COLOUR][word] for word in ("amethyst", "blue", "yellow")] == [1, 4, 32]
    assert [NUMBERS[Trait.MAKE][word] for word in ("Acura", "Yamaha", "Alfa Romeo")] == [1, 33, 34]
    assert max(map(len, WORDS.values())) <= 255, "a number has one byte"


def test_every_word_of_a_code_of_ncic_can_be_stated_and_the_manual_lists_all_words() -> None:
    for trait, coded in ((Trait.COLOUR, COLOURS), (Trait.MAKE, MAKES), (Trait.BODY, BODIES)):
        assert set(coded.values()) <= set(WORDS[trait])
    manual = (Path(__file__).parents[2] / "docs/how-to/camera-installer.md").read_text("utf-8")
    for trait, words in WORDS.items():
        assert f"| `{trait}` | {', '.join(sorted(words, key=str.lower))} |" in manual


KEY, PACK = packs.new_key(), uuid.uuid4()
PAIRS = [Pair(b"photograph one", b"crop one"), Pair(b"photograph two", b"crop two")]


def written(folder: Path) -> list[Place]:
    with pairs.writing(folder, KEY, PACK, PAIRS) as places:
        return places


def test_a_pack_is_not_kept_where_what_is_done_beside_it_fails(tmp_path: Path) -> None:
    written(tmp_path)
    with pytest.raises(ZeroDivisionError), pairs.writing(tmp_path, KEY, uuid.uuid4(), PAIRS):
        raise ZeroDivisionError
    assert [each.name for each in tmp_path.iterdir()] == [f"{PACK}.pack"]


def test_each_picture_of_a_pair_opens_and_is_the_one_that_was_put_in(tmp_path: Path) -> None:
    places = written(tmp_path / "day")
    for pair, place in zip(PAIRS, places, strict=True):
        assert place.hash == packs.digest(pair.photograph)
        assert pairs.read(packs.opened(tmp_path / "day", PACK), KEY, PACK, place, "photograph") == pair.photograph
        assert pairs.read(packs.opened(tmp_path / "day", PACK), KEY, PACK, place, "crop") == pair.crop


def test_a_crop_opens_only_beside_its_own_photograph(tmp_path: Path) -> None:
    first, second = written(tmp_path / "day")
    for exchanged in (Place(first.start, second.hash), Place(second.start, first.hash)):
        for which in ("crop", "photograph"):
            with pytest.raises(packs.PictureUnreadable):
                pairs.read(packs.opened(tmp_path / "day", PACK), KEY, PACK, exchanged, which)


@pytest.mark.parametrize("change", ["another key", "a changed byte", "a short file", "no file"])
def test_what_was_tampered_with_does_not_open(tmp_path: Path, change: str) -> None:
    folder = tmp_path / "day"
    (place, _) = written(folder)
    file, key = folder / f"{PACK}.pack", packs.new_key() if change == "another key" else KEY
    content = bytearray(file.read_bytes())
    content[20] ^= 1
    if change == "a changed byte":
        file.write_bytes(content)
    elif change == "a short file":
        file.write_bytes(content[:10])
    elif change == "no file":
        file.unlink()
    with pytest.raises(packs.PictureUnreadable):
        pairs.read(packs.opened(folder, PACK), key, PACK, place, "crop")
