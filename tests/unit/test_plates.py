from hypothesis import given
from hypothesis import strategies as st

from plainview.terms import plate as plates


def test_canonical_keeps_letters_and_digits_in_upper_case() -> None:
    assert plates.canonical(" ab-12 345é") == "AB12345"


def test_look_alikes_fold_to_the_same_key() -> None:
    assert plates.folded("OIB5Z6") == plates.folded("018S2G")
    assert plates.folded("AB12345") != plates.folded("AC12345")


@given(st.text())
def test_canonical_is_idempotent_and_plain(raw: str) -> None:
    once = plates.canonical(raw)
    assert plates.canonical(once) == once
    assert once.isascii()
    assert not set(once) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


@given(st.text())
def test_folding_ignores_spelling_and_keeps_length(raw: str) -> None:
    assert plates.folded(raw) == plates.folded(plates.canonical(raw).lower())
    assert len(plates.folded(raw)) == len(plates.canonical(raw))
