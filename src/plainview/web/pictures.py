"""Photographs and crops as answers."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final, Literal

from django.http import Http404, HttpResponse

from plainview.archive.packs import PictureUnreadable, StoreAway

_WHICH: Final[dict[str, Literal["photograph", "crop"]]] = {"photograph": "photograph", "crop": "crop"}


def jpeg(which: str, opened: Callable[[Literal["photograph", "crop"]], bytes]) -> HttpResponse:
    """The picture that `opened` gives; 404 if it is gone, was exchanged, or there is none of that name.

    503 while the object store that has it does not answer.
    """
    wanted = _WHICH.get(which)
    if wanted is None:
        raise Http404
    try:
        return HttpResponse(opened(wanted), content_type="image/jpeg")
    except StoreAway:
        words = "The store of the pictures does not answer. Try again in a minute."
        return HttpResponse(
            words, status=HTTPStatus.SERVICE_UNAVAILABLE, content_type="text/plain", headers={"Retry-After": "60"}
        )
    except PictureUnreadable as trouble:
        raise Http404 from trouble
