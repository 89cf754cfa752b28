"""On to another page after a form was taken."""

from typing import Final

from django.http import HttpResponse
from django.urls import reverse

SEE_OTHER: Final = 303


def onward(route: str, *args: object) -> HttpResponse:
    """To the page of this name, to be fetched anew: a reload does not send the form a second time."""
    return HttpResponse(status=SEE_OTHER, headers={"Location": reverse(route, args=args)})
