from django.apps import AppConfig


class StopsConfig(AppConfig):
    name = "plainview.stops"
    default_auto_field = "django.db.models.BigAutoField"
