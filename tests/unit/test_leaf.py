"""A leaf is one spelling of an entry, in which everything counts and no plate stands."""

import dataclasses
import json
from contextvars import Context
from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.log import AT, an_entry
from plainview.audit import leaf, source
from plainview.policy import clauses

facts = st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text(), max_size=4)


@pytest.mark.proves(clauses.J_1)
@given(st.text(), st.text(), facts)
def test_a_leaf_is_json_in_ascii_with_its_keys_in_order_and_no_spaces(name: str, subject: str, told: dict) -> None:
    entry = an_entry(7, actor_name=name, subject=subject, facts=leaf.canonical_json(told))
    written = entry.written()
    assert written.isascii()
    said = json.loads(written)
    assert (said["actor_name"], said["subject"], said["facts"], said["seq"]) == (name, subject, told, 7)
    assert json.dumps(said, sort_keys=True, separators=(",", ":")).encode() == written


def test_a_leaf_says_what_when_where_who_why_and_under_which_policy() -> None:
    assert an_entry(7, seal=b"\x0a" * 32).written() == (
        b'{"actor":"person:1","actor_name":"Officer \\u014cne","at":"2026-11-24T12:00:07.000000+00:00","clause":"",'
        b'"event":"search.run","facts":{"case_number":"26-7","purpose":"E.a.3"},"outcome":"done",'
        b'"pack":"ct-postc@2020-01-01","seal":"' + b"0a" * 32 + b'",'
        b'"seq":7,"source":"page:search 192.0.2.7","subject":"search:7"}'
    )


@pytest.mark.proves(clauses.J_1)
@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(leaf.Leaf)])
def test_every_field_counts(name: str) -> None:
    changed = {"seq": 8, "at": AT, "facts": "{}", "seal": None, "chain": bytes(32)}.get(name, "else")
    assert dataclasses.replace(an_entry(7), **{name: changed}).written() != an_entry(7).written()


def test_a_moment_has_one_spelling_whatever_its_zone() -> None:
    west = an_entry(7).at.astimezone(timezone(timedelta(hours=-5)))
    assert an_entry(7, at=west).written() == an_entry(7).written()


def test_a_seal_needs_its_salt() -> None:
    assert leaf.seal(b"a", "plate") != leaf.seal(b"b", "plate")
    assert leaf.seal(b"a", "plate") != leaf.seal(b"a", "other")
    assert len(leaf.seal(b"a", "plate")) == 32


def test_an_entry_of_the_chain_of_before_keeps_its_hash_in_the_leaf() -> None:
    old = an_entry(1, source="", pack="", chain=b"\x07" * 32)
    assert b'"chain":"' + b"07" * 32 in old.written()
    assert leaf.chained(old, leaf.GENESIS) != leaf.chained(old, bytes([1] * 32))
    assert b"chain" not in an_entry(1).written()


@pytest.mark.proves(clauses.J_1)
def test_a_source_is_known_inside_its_door_and_unknown_elsewhere() -> None:
    Context().run(_open_doors)  # a context of its own: a command that ran in this process has entered by its door


def _open_doors() -> None:
    assert source.current() == "unknown"
    with source.of("page", "search", "192.0.2.7"):
        assert source.current() == "page:search 192.0.2.7"
        with source.of("job", "clock"):
            assert source.current() == "job:clock"
        assert source.current() == "page:search 192.0.2.7"
    assert source.current() == "unknown"


def test_a_source_of_any_length_fits_the_log() -> None:
    with source.of("page", "x" * 400):
        assert len(source.current()) == source.LONGEST
