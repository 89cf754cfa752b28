"""Several senders at once, each a process with its own connection, as the server's workers are."""

import multiprocessing
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from random import Random
from typing import Final
from uuid import UUID

import django

SENDERS: Final = 4
_WARM_UP: Final = 5
_PATIENCE: Final = 300
"""Seconds in which every sender is ready, and in which all have ended."""


def batches_per_s(cameras: Sequence[UUID], batches: int, *, picture_bytes: int) -> float:
    """Batches that are committed in a second while each sender sends so many, in turn from cameras of its own."""
    spawned = multiprocessing.get_context("spawn")
    together = spawned.Barrier(SENDERS + 1)
    senders = [
        spawned.Process(target=_send, args=(cameras[number::SENDERS], batches, picture_bytes, together), daemon=True)
        for number in range(SENDERS)
    ]
    for each in senders:
        each.start()
    together.wait(_PATIENCE)
    begun = time.perf_counter()
    together.wait(_PATIENCE)
    seconds = time.perf_counter() - begun
    for each in senders:
        each.join()
    return SENDERS * batches / seconds


def _send(own: Sequence[UUID], batches: int, picture_bytes: int, together: Barrier) -> None:
    django.setup()
    from plainview import pipeline  # noqa: PLC0415 - models need Django to be set up
    from plainview.bench import ingesting  # noqa: PLC0415 - the same
    from plainview.cameras.models import Camera  # noqa: PLC0415 - the same

    chance = Random(str(own[0]))  # noqa: S311 - a sample, not a secret
    cameras = [Camera.objects.get(pk=each) for each in own]
    made = [
        (ingesting.made_up_batch(cameras[number % len(own)].pk, chance, picture_bytes), cameras[number % len(own)])
        for number in range(_WARM_UP + batches)
    ]
    for number, (batch, camera) in enumerate(made):
        if number == _WARM_UP:
            together.wait(_PATIENCE)
        pipeline.accept(batch, camera, actor=ingesting.DEVICE, at=datetime.now(UTC))
    together.wait(_PATIENCE)
