"""The chain catches every change, and an outsider needs no plate to check it."""

import dataclasses
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.audit import chain
from plainview.audit.chain import Broken, Link
from plainview.policy import clauses

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)


def links(count: int) -> list[Link]:
    made: list[Link] = []
    for seq in range(1, count + 1):
        private = chain.canonical_json({"plate": f"AB{seq}"})
        salt = bytes([seq]) * chain.SALT_BYTES
        open_link = Link(
            seq=seq,
            at=AT,
            event="search.run",
            actor="person:1",
            actor_name="Officer One",
            outcome="done",
            clause="",
            subject=f"search:{seq}",
            facts=chain.canonical_json({"number": seq}),
            seal=chain.seal(salt, private),
            previous=made[-1].hash if made else chain.GENESIS,
            hash=b"",
            salt=salt,
            private=private,
        )
        made.append(dataclasses.replace(open_link, hash=chain.digest(open_link)))
    return made


@given(st.integers(0, 12))
def test_an_honest_chain_holds(count: int) -> None:
    assert chain.first_break(links(count)) == count


@pytest.mark.proves(clauses.J_1)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("at", AT.replace(year=2025)),
        ("event", "audit.read"),
        ("actor", "person:2"),
        ("actor_name", "Officer Two"),
        ("outcome", "refused"),
        ("clause", "E.a"),
        ("subject", "search:9"),
        ("facts", "{}"),
        ("seal", bytes(32)),
        ("hash", bytes(32)),
        ("previous", bytes(32)),
        ("private", '{"plate":"ZZ1"}'),
        ("salt", bytes(16)),
    ],
)
def test_a_changed_field_breaks_the_chain_at_its_entry(field: str, value: object) -> None:
    made = links(5)
    made[2] = dataclasses.replace(made[2], **{field: value})
    found = chain.first_break(made)
    assert isinstance(found, Broken)
    assert found.seq == 3


@pytest.mark.proves(clauses.J_1)
@given(st.integers(2, 8), st.data())
def test_a_removed_entry_breaks_the_chain(count: int, data: st.DataObject) -> None:
    made = links(count)
    del made[data.draw(st.integers(0, count - 2))]
    assert isinstance(chain.first_break(made), Broken)


def test_an_outsider_checks_the_chain_without_the_private_parts() -> None:
    public = [dataclasses.replace(link, private=None, salt=None) for link in links(4)]
    assert chain.first_break(public) == 4
