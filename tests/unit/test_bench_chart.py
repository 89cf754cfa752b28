"""The sheet of charts of what an archive costs, and how much more a larger one does."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from plainview.bench.chart import PANELS, chart, growth


def drawn_of(results: list[dict[str, Any]]) -> ET.Element:
    return ET.fromstring(chart(results))  # noqa: S314 - we drew it


def result(reads: int, exact: float, **others: float) -> dict[str, Any]:
    return {
        "name": "archive",
        "figures": {"reads": reads, "exact_ms": exact, **others},
        "targets": {"exact_ms": {"at_most": 30}, "reads_per_s": {"at_least": 15_000}},
    }


def test_each_figure_that_was_measured_has_a_panel_with_its_values_and_its_aim() -> None:
    drawn = drawn_of([result(49_172_013, 13.1, convoy_ms=70), result(983_000, 8.8)])
    words = [each.text for each in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Exact plate", "Convoy", "13", "9", "70", "30", "1", "50"} <= set(words)
    assert "One edit" not in words


def test_larger_archives_stand_to_the_right_and_dearer_ones_higher() -> None:
    drawn = drawn_of([result(49_172_013, 20), result(983_000, 10)])
    (line,) = drawn.iter("{http://www.w3.org/2000/svg}polyline")
    (left, low), (right, high) = (map(float, point.split(",")) for point in line.attrib["points"].split())
    assert left < right
    assert high < low, "y grows downwards"


def test_growth_is_of_the_two_sizes_that_are_asked_about() -> None:
    results = [result(983_000, 1), result(4_917_000, 10, convoy_ms=40), result(49_172_013, 15, convoy_ms=100)]
    assert growth(results, 5, 50) == {"exact_ms": 1.5, "convoy_ms": 2.5}
    assert growth(results[:2], 5, 50) == {}
    assert set(growth(results, 1, 50)) <= set(PANELS)


def test_something_else_is_not_drawn() -> None:
    with pytest.raises(ValueError, match="not results"):
        chart([{"name": "page", "figures": {}}])
    with pytest.raises(ValueError, match="not results"):
        chart([])
