"""Unit tests reach nothing: neither network nor database."""

import pytest
from pytest_socket import disable_socket, enable_socket


@pytest.fixture(autouse=True)
def _no_network() -> None:
    enable_socket()
    disable_socket(allow_unix_socket=False)
