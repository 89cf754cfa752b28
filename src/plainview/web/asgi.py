"""What the server runs."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plainview.web.settings")
application = get_asgi_application()

from plainview.matching import listening  # noqa: E402 - it knows models, so Django must be set up

listening.begin()
