"""What the server runs."""

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

from plainview.web.body_limit import limited

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plainview.web.settings")
application = limited(get_asgi_application())

if os.environ.get("PLAINVIEW_SERVING") == "1":  # not where the module is only looked at
    from plainview.archive.master_key import master_key
    from plainview.matching import listening

    master_key()  # asked for now: a batch does not wait for a KMS
    listening.begin()
    if settings.PUSH_CONTACT:
        from plainview.alerts import listening as calling

        calling.begin()
