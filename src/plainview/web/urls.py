"""Django's view of the route table."""

from collections.abc import Callable
from typing import cast

from django.http.response import HttpResponseBase
from django.urls import path

from plainview.web.guard import guarded
from plainview.web.routes import ROUTES

View = Callable[..., HttpResponseBase]

# Django takes views of both kinds; its stubs know one kind at a time.
urlpatterns = [path(route.path, cast("View", guarded(route)), name=route.name) for route in ROUTES]
handler403 = "plainview.web.refusals.forbidden"
handler404 = "plainview.web.refusals.not_found"
handler500 = "plainview.web.refusals.failed"
