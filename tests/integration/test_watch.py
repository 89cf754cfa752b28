"""A stream ends with the session behind it. An event loop needs sockets, so this is no unit test."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from plainview.policy import clauses
from plainview.web.watch import watched


async def parts(count: int, *, every_s: float) -> AsyncIterator[bytes]:
    for number in range(count):
        await asyncio.sleep(every_s)
        yield b"%d" % number


async def gathered(stream: AsyncIterator[bytes]) -> list[bytes]:
    return [part async for part in stream]


def test_a_stream_whose_session_stands_is_passed_on_whole() -> None:
    async def stands() -> bool:
        return True

    assert asyncio.run(gathered(watched(parts(5, every_s=0.01), stands, every_s=0.02))) == [
        b"0",
        b"1",
        b"2",
        b"3",
        b"4",
    ]


@pytest.mark.proves(clauses.F, clauses.F_A)
def test_a_stream_that_is_silent_ends_with_its_session() -> None:
    answers = [True, False]

    async def stands() -> bool:
        return answers.pop(0)

    assert asyncio.run(gathered(watched(parts(1, every_s=30), stands, every_s=0.01))) == []
    assert not answers


def test_a_stream_that_never_rests_ends_with_its_session() -> None:
    async def stands() -> bool:
        return False

    passed = asyncio.run(gathered(watched(parts(10_000, every_s=0.001), stands, every_s=0.05)))
    assert 0 < len(passed) < 1000
