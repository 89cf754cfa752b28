"""Photographs and crops as answers."""

from collections.abc import Callable
from typing import Final, Literal

from django.http import Http404, HttpResponse

from plainview.archive.packs import PictureUnreadable

_WHICH: Final[dict[str, Literal["photograph", "crop"]]] = {"photograph": "photograph", "crop": "crop"}


def jpeg(which: str, opened: Callable[[Literal["photograph", "crop"]], bytes]) -> HttpResponse:
    """The picture that `opened` gives; 404 if it is gone, was exchanged, or there is none of that name."""
    wanted = _WHICH.get(which)
    if wanted is None:
        raise Http404
    try:
        return HttpResponse(opened(wanted), content_type="image/jpeg")
    except PictureUnreadable as trouble:
        raise Http404 from trouble
