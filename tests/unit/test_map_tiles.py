"""The agency's own map tiles: one host, and a header that names no other."""

import pytest

from plainview.web.headers import CONTENT_SECURITY_POLICY
from plainview.web.map_tiles import Tiles, TilesMisnamed, configured

GOOD = "https://tiles.example.gov:8443/road/{z}/{x}/{y}.png?style=plain"


def test_without_a_word_in_the_environment_there_are_none() -> None:
    assert configured({}) is None
    assert configured({"PLAINVIEW_MAP_TILES": "  "}) is None


def test_the_page_may_load_pictures_from_that_origin_and_from_nowhere_else() -> None:
    tiles = configured({"PLAINVIEW_MAP_TILES": GOOD, "PLAINVIEW_MAP_CREDIT": "City GIS"})
    assert tiles == Tiles(GOOD, "City GIS")
    assert tiles.origin == "https://tiles.example.gov:8443"
    before, after = (
        dict(part.strip().split(" ", 1) for part in policy.split(";"))
        for policy in (CONTENT_SECURITY_POLICY, tiles.policy())
    )
    assert after.pop("img-src") == "'self' https://tiles.example.gov:8443 data:"
    before.pop("img-src")
    assert after == before


def test_a_server_on_the_same_machine_needs_no_tls() -> None:
    assert configured({"PLAINVIEW_MAP_TILES": "http://localhost:8080/{z}/{x}/{y}.png"}) is not None


@pytest.mark.parametrize(
    "address",
    [
        "http://tiles.example.gov/{z}/{x}/{y}.png",
        "ftp://tiles.example.gov/{z}/{x}/{y}.png",
        "//tiles.example.gov/{z}/{x}/{y}.png",
        "https:///{z}/{x}/{y}.png",
        "https://{s}.example.gov/{z}/{x}/{y}.png",
        "https://user:word@example.gov/{z}/{x}/{y}.png",
        "https://tiles.example.gov/{z}/{x}.png",
        "https://tiles.example.gov/{z}/{z}/{x}/{y}.png",
        "https://a.example;script-src *,b.example/{z}/{x}/{y}.png",
        "https://*/{z}/{x}/{y}.png",
        "https://a.example b.example/{z}/{x}/{y}.png",
        "https://a.example:port/{z}/{x}/{y}.png",
        "https://[::1/{z}/{x}/{y}.png",
        "https://a.example/\x0b{z}/{x}/{y}.png",
    ],
)
def test_an_address_that_cannot_be_one_of_tiles_stops_the_start_and_names_the_variable(address: str) -> None:
    with pytest.raises(TilesMisnamed, match="PLAINVIEW_MAP_TILES"):
        configured({"PLAINVIEW_MAP_TILES": address})
