"""What rules can say, and which of two sayings is the stricter."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.policy.rules import Rule
from plainview.policy.values import AtLeast, AtMost, By, Must, Only, Requires, Value, named

NAMES = st.lists(st.sampled_from("abcd"), unique=True).map(tuple)
VALUES = st.one_of(
    st.tuples(*[st.integers(1, 99).map(lambda n: AtMost(timedelta(hours=n)))] * 3),
    st.tuples(*[st.dictionaries(st.sampled_from("abc"), st.integers(1, 3)).map(AtLeast)] * 3),
    st.tuples(*[st.one_of(st.none(), NAMES).map(Only)] * 3),
    st.tuples(*[NAMES.map(Requires)] * 3),
    st.tuples(*[st.booleans().map(Must)] * 3),
    st.tuples(*[st.dates().map(By)] * 3),
)


def meant(value: Value) -> object:
    """The value without the order in which its names were written."""
    return set(value.names) if isinstance(value, Only | Requires) and value.names is not None else value


@given(VALUES)
def test_values_together_are_never_looser_than_either(values: tuple[Value, Value, Value]) -> None:
    one, other, third = values
    together = one.with_(other)
    assert not together.loosens(one)
    assert not together.loosens(other)
    assert meant(together) == meant(other.with_(one))
    assert meant(together.with_(third)) == meant(one.with_(other.with_(third)))
    assert meant(one.with_(one)) == meant(one)
    # What does not loosen the other decides when both hold.
    assert one.loosens(other) == (meant(together) != meant(one))


@pytest.mark.parametrize(
    ("strict", "loose"),
    [
        (AtMost(timedelta(days=21)), AtMost(timedelta(days=30))),
        (AtLeast({"L.1": 2, "L.2": 1}), AtLeast({"L.1": 1})),
        (Only(("MA",)), Only(("MA", "NY"))),
        (Only(()), Only(("MA",))),
        (Only(("MA",)), Only(None)),
        (Requires(("reason", "case")), Requires(("reason",))),
        (Must(so=True), Must(so=False)),
        (By(date(2027, 1, 1)), By(date(2027, 1, 2))),
    ],
)
def test_the_looser_of_two_is_known(strict: Value, loose: Value) -> None:
    assert loose.loosens(strict)
    assert not strict.loosens(loose)
    assert not strict.loosens(strict)


def test_names_stand_in_the_order_in_which_they_were_first_written() -> None:
    assert Requires(("b", "a")).with_(Requires(("c", "a"))).names == ("b", "a", "c")
    assert Only(("b", "a", "c")).with_(Only(("c", "b"))).names == ("b", "c")
    assert list(AtLeast({"b": 1}).with_(AtLeast({"a": 1, "b": 3})).versions.items()) == [("b", 3), ("a", 1)]


def test_only_permits_what_it_names_and_any_permits_all() -> None:
    assert Only(("MA",)).permits("MA")
    assert not Only(("MA",)).permits("NY")
    assert Only(None).permits("NY")


@pytest.mark.parametrize(
    ("kind", "written", "said"),
    [
        (AtMost, "30 days", "30 days"),
        (AtMost, "1 day", "1 day"),
        (AtMost, "72 hours", "3 days"),
        (AtMost, "36 hours", "36 hours"),
        (AtMost, "1 hour", "1 hour"),
        (AtMost, "3 minutes", "3 minutes"),
        (AtMost, "90 minutes", "90 minutes"),
        (AtLeast, {"L.1": 1, "L.3": 2, "L.2": 1}, "L.1, L.2 in version 1; L.3 in version 2"),
        (Only, "any", "any"),
        (Only, [], "none"),
        (Only, ["MA", "NY"], "MA, NY"),
        (Requires, ["reason", "case_number"], "reason, case number"),
        (Must, True, "required"),
        (Must, False, "not required"),
        (By, date(2027, 1, 1), "by 2027-01-01"),
    ],
)
def test_a_value_is_read_as_written_and_said_in_words(kind: type[Value], written: object, said: str) -> None:
    assert str(kind.read(written)) == said


@pytest.mark.parametrize(
    ("kind", "written", "words"),
    [
        (AtMost, 30, 'expected a period such as "30 days", "72 hours" or "3 minutes"'),
        (AtMost, "0 days", "expected a period"),
        (AtMost, "30 weeks", "expected a period"),
        (AtMost, "30 days or so", "expected a period"),
        (AtMost, "about 30 days", "expected a period"),
        (AtLeast, {}, "expected a table of names with versions from 1"),
        (AtLeast, {"L.1": 0}, "expected a table"),
        (AtLeast, {"L.1": True}, "expected a table"),
        (AtLeast, {"L.1": "2"}, "expected a table"),
        (AtLeast, ["L.1"], "expected a table"),
        (Only, "all", "expected a list of names, each once"),
        (Only, ["MA", "MA"], "expected a list"),
        (Only, ["MA", 1], "expected a list"),
        (Requires, [], "expected a list"),
        (Requires, [""], "expected a list"),
        (Must, "yes", "expected true or false"),
        (Must, 1, "expected true or false"),
        (By, "2027-01-01", "expected a date such as 2027-01-01"),
        (By, datetime(2027, 1, 1), "expected a date"),  # noqa: DTZ001 - as TOML gives it
    ],
)
def test_what_is_no_value_of_its_kind_is_refused_in_words(kind: type[Value], written: object, words: str) -> None:
    with pytest.raises(ValueError, match=f"^{words}"):
        kind.read(written)


def test_every_rule_has_a_kind_a_key_and_a_title() -> None:
    assert [rule.name for rule in Rule] == sorted(rule.name for rule in Rule)
    assert {rule.key for rule in Rule} == {"at_most", "at_most_each", "at_least", "only", "requires", "must", "by"}
    assert len({rule.label for rule in Rule}) == len(Rule)
    assert (Rule.RETENTION.kind, Rule.RETENTION.key) == (AtMost, "at_most")
    assert (Rule.POLICY_PUBLISHED.kind, Rule.POLICY_PUBLISHED.key) == (By, "by")


def test_versions_that_only_one_side_names_stay_as_they_are() -> None:
    assert AtLeast({"a": 0}).with_(AtLeast({"b": 0})).versions == {"a": 0, "b": 0}


def test_the_names_of_a_value_are_known() -> None:
    assert named(AtLeast({"L.1": 1})) == {"L.1"}
    assert named(Only(("MA",))) == named(Requires(("MA",))) == {"MA"}
    assert named(Only(None)) == named(Must(so=True)) == frozenset()
    assert str(Requires(("a", "b"))) == "a, b"
