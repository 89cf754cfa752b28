"""Rates with their sample, the order of the worst, what to do, and which character was read for which."""

import math
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.alerts.models import Alert
from plainview.ledger import pairs, rates, worst
from plainview.ledger.pairs import Confusion
from plainview.ledger.rates import Group, Rate, wilson
from plainview.terms.tally import Tally, together

BRIDGE, RAMP, LANE = (str(UUID(int=number)) for number in (1, 2, 3))


def tally(disposition: str, count: int = 1, **changed: object) -> Tally:
    fields: dict[str, object] = {
        "day": date(2026, 11, 3),
        "camera_id": UUID(BRIDGE),
        "hot_list": "State list",
        "state": "CT",
        "tier": "exact",
        "confidence": 95,
        "disposition": disposition,
        "count": count,
    }
    return Tally(**{**fields, **changed})  # type: ignore[arg-type]


def at(camera: str, *tallies: Tally) -> list[Tally]:
    return [Tally(**{**vars(each), "camera_id": UUID(camera)}) for each in tallies]


# Worked by hand from the formula, and published so: 10 of 100 lies between 5.5 % and 17.4 %.
@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(1, 2, 0.0945, 0.9055), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (10, 100, 0.0552, 0.1744), (0, 0, 0.0, 1.0)],
)
def test_wilsons_interval_is_the_published_one(part: int, whole: int, low: float, high: float) -> None:
    assert wilson(part, whole) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_interval_holds_the_share_and_stays_between_nothing_and_all(part: int, more: int) -> None:
    whole = part + more
    low, high = wilson(part, whole)
    assert 0 <= low <= part / whole <= high <= 1
    narrower = wilson(part * 10, whole * 10)
    assert narrower[1] - narrower[0] < high - low
    assert math.isclose(1 - wilson(whole - part, whole)[0], high)


def test_what_nobody_could_verify_and_what_nobody_closed_is_neither_true_nor_false() -> None:
    group = Group("x", {"true": 6, "misread": 2, "stale": 1, "wrong vehicle": 1, "cannot verify": 5, "": 4})
    assert (group.hits, group.judged, group.cannot_verify, group.not_closed) == (19, 10, 5, 4)
    assert group.false == Rate(4, 10)
    assert group.rate(rates.OF_THE_CAMERA) == Rate(2, 10)
    assert Group("none", {"cannot verify": 3}).false.share is None


def test_every_disposition_of_an_alert_has_its_side() -> None:
    assert {rates.TRUE, *rates.FALSE, rates.CANNOT_VERIFY} == set(Alert.Disposition.values)


def test_alike_rows_become_one_and_others_stay_apart() -> None:
    rows = [vars(tally("true", 2)), vars(tally("true", 3)), vars(tally("true", 4, state=""))]
    assert together(rows) == [tally("true", 5), tally("true", 4, state="")]


def test_groups_come_with_most_hits_first() -> None:
    counted = [tally("true", 3), tally("misread", 1, state="NY"), tally("stale", 4, state="")]
    assert [(group.key, group.hits) for group in rates.grouped(counted, lambda each: each.state)] == [
        ("", 4),
        ("CT", 3),
        ("NY", 1),
    ]
    assert rates.whole(counted).by == {"true": 3, "misread": 1, "stale": 4}
    assert rates.whole([]).hits == 0


def test_one_of_two_does_not_lead_the_list_and_is_not_branded() -> None:
    counted = [
        *at(BRIDGE, tally("true"), tally("misread")),
        *at(RAMP, tally("true", 60), tally("misread", 40)),
        *at(LANE, tally("true", 190), tally("misread", 10)),
    ]
    ranked = worst.cameras(counted)
    assert [each.group.key for each in ranked] == [RAMP, LANE, BRIDGE]
    assert [(each.stands_out, each.too_few) for each in ranked] == [(True, False), (False, False), (False, True)]
    assert ranked[0].own == Rate(40, 100)
    assert ranked[0].others == Rate(11, 202)


def test_two_of_two_is_too_few_although_its_interval_lies_above_the_others() -> None:
    (_, second) = worst.cameras([*at(BRIDGE, tally("misread", 2)), *at(RAMP, tally("true", 500))])
    assert second.own.interval[0] > 0
    assert (second.too_few, second.stands_out) == (True, False)


def test_a_camera_answers_for_misreads_and_a_list_for_stale_entries() -> None:
    counted = [
        *at(BRIDGE, tally("stale", 30), tally("true", 30)),
        tally("misread", 30, hot_list="Agency list", camera_id=UUID(RAMP)),
        tally("true", 30, hot_list="Agency list", camera_id=UUID(RAMP)),
    ]
    assert [each.group.key for each in worst.cameras(counted) if each.stands_out] == [RAMP]
    assert [each.group.key for each in worst.lists(counted) if each.stands_out] == ["State list"]


@pytest.mark.parametrize(
    ("wrong", "begins"),
    [
        ([tally("wrong state", 3), tally("misread", 2)], "Aim it nearer"),
        ([tally("misread", 3, confidence=70), tally("misread", 2, confidence=99)], "Clean the lens"),
        ([tally("misread", 3, tier="look-alike"), tally("misread", 2)], "Look at their pictures first"),
        ([tally("misread", 2, confidence=70), tally("misread", 3, confidence=99)], "Ask the vendor"),
    ],
)
def test_what_to_do_about_a_camera_follows_from_its_misreads(wrong: list[Tally], begins: str) -> None:
    (ranked,) = worst.cameras([*wrong, tally("true", 20)])
    assert ranked.advice is not None
    assert ranked.advice.what.startswith(begins)
    assert ranked.advice.why.startswith("3 of 5")


def test_what_to_do_about_a_list_follows_from_its_reasons() -> None:
    stale, other = worst.lists(
        [
            tally("stale", 30),
            tally("true"),
            tally("wrong vehicle", 20, hot_list="Z", confidence=99),
            tally("true", hot_list="Z"),
        ]
    )
    assert stale.advice is not None
    assert stale.advice.what.startswith("Import it more often")
    assert other.advice is not None
    assert other.advice.what.startswith("Ask its owner")
    assert worst.lists([tally("true", 5)])[0].advice is None


def test_confusions_tell_forgiven_characters_from_taken_ones() -> None:
    closed = [
        ("AB0123", "ABO123", "true"),
        ("XY0777", "XYO777", "misread"),
        ("ZZ8800", "ZZB8O0", "misread"),
        ("AB0123", "ABO12", "misread"),
        ("AB0123", "ABO123", "stale"),
    ]
    assert pairs.confusions(closed) == (
        Confusion("0", "O", right=1, false=2),
        Confusion("8", "B", right=0, false=1),
    )


def test_a_camera_alone_is_compared_with_nobody_and_few_others_prove_nothing() -> None:
    (alone,) = worst.cameras(at(BRIDGE, tally("misread", 30), tally("true", 70)))
    assert not alone.stands_out
    counted = [*at(BRIDGE, tally("misread", 30), tally("true", 70)), *at(RAMP, tally("true", 3))]
    assert not any(each.stands_out for each in worst.cameras(counted))
