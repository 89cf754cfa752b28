from django.apps import AppConfig


class HotlistsConfig(AppConfig):
    name = "plainview.hotlists"
    default_auto_field = "django.db.models.BigAutoField"
