"""What a read says beside its plate, packed and back; and pictures in pairs."""

import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.archive import detail, packs, pairs
from plainview.archive.pairs import Pair, Place
from plainview.terms.read import Alternate, Character, Reading

HALF_PERCENT = 0.0025 + 1e-9
CHARS = st.sampled_from("ABCXYZ0189")
CONFIDENCES = st.floats(0, 1)
MAYBE = st.none() | CONFIDENCES
ALTERNATES = st.lists(st.builds(Alternate, CHARS, CONFIDENCES), max_size=3).map(tuple)
CHARACTERS = st.lists(st.builds(Character, CHARS, CONFIDENCES, ALTERNATES), min_size=1, max_size=10).map(tuple)
BOXES = st.tuples(*(st.integers(0, 100_000) for _ in range(4)))


def near(one: float | None, other: float | None) -> bool:
    return one is other is None or (one is not None and other is not None and abs(one - other) <= HALF_PERCENT)


@given(CHARACTERS, BOXES, MAYBE, MAYBE, st.none() | st.integers(1, 10_000))
def test_a_detail_says_what_the_reading_said_to_half_a_percent(
    characters: tuple[Character, ...],
    box: tuple[int, int, int, int],
    state: float | None,
    quality: float | None,
    frames: int | None,
) -> None:
    plate = "".join(each.char for each in characters)
    reading = Reading(
        plate=plate,
        confidence=0.5,
        box=box,
        characters=characters,
        state_confidence=state,
        quality=quality,
        frames=frames,
    )
    said = detail.decode(detail.encode(reading), plate)
    assert (said.box, said.frames) == (box, frames)
    assert near(said.state_confidence, state)
    assert near(said.quality, quality)
    assert [each.char for each in said.characters] == [each.char for each in characters]
    for kept, given_ in zip(said.characters, characters, strict=True):
        assert near(kept.confidence, given_.confidence)
        assert [other.char for other in kept.alternates] == [other.char for other in given_.alternates]
        assert all(near(a.confidence, b.confidence) for a, b in zip(kept.alternates, given_.alternates, strict=True))


def test_whole_percents_are_kept_exactly_and_a_detail_is_small() -> None:
    characters = tuple(Character(char, 0.95) for char in "AB12345")
    reading = Reading(plate="AB12345", confidence=0.95, box=(812, 455, 131, 62), characters=characters)
    written = detail.encode(reading)
    assert [each.confidence for each in detail.decode(written, "AB12345").characters] == [0.95] * 7
    assert len(written) <= 20


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
