import pytest
from hypothesis import given
from hypothesis import strategies as some

from plainview.recognition.likely import reranked
from plainview.terms.read import Alternate, Character


def line(text: str, place: int, *alternates: tuple[str, float]) -> tuple[Character, ...]:
    """A line that is sure of all characters but one."""
    doubtful = Character(text[place], 0.6, tuple(Alternate(*each) for each in alternates))
    return tuple(doubtful if at == place else Character(each, 0.99) for at, each in enumerate(text))


def test_the_format_of_the_state_puts_the_likelier_alternate_first() -> None:
    # Connecticut's AB 12345 has a digit in the third place.
    characters = reranked(line("AB72345", 2, ("T", 0.15), ("1", 0.14)), "CT")
    assert [each.char for each in characters[2].alternates] == ["1", "T"]


def test_what_was_read_is_never_rewritten_nor_its_confidence() -> None:
    before = line("ABT2345", 2, ("1", 0.39), ("7", 0.01))
    after = reranked(before, "CT")
    assert [(each.char, each.confidence) for each in after] == [(each.char, each.confidence) for each in before]


def test_an_alternate_that_the_picture_rules_out_stays_last() -> None:
    characters = reranked(line("AB72345", 2, ("T", 0.3), ("1", 0.01)), "CT")
    assert [each.char for each in characters[2].alternates] == ["T", "1"]


@given(
    text=some.text("ABCD0123", min_size=1, max_size=8),
    alternates=some.lists(some.tuples(some.sampled_from("EFGH4567"), some.floats(0.01, 0.2)), max_size=4),
    state=some.sampled_from(["CT", "NY", None, "ZZ"]),
)
def test_alternates_keep_their_characters_and_the_sum_of_their_confidences(
    text: str, alternates: list[tuple[str, float]], state: str | None
) -> None:
    before = line(text, 0, *alternates)
    after = reranked(before, state)
    assert sorted(each.char for each in after[0].alternates) == sorted(char for char, _ in alternates)
    told = [each.confidence for each in after[0].alternates]
    assert sum(told) == pytest.approx(sum(chance for _, chance in alternates), abs=1e-9)
    assert told == sorted(told, reverse=True) or len(told) < 2
