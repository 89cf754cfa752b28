from django.apps import AppConfig


class CamerasConfig(AppConfig):
    name = "plainview.cameras"
    default_auto_field = "django.db.models.BigAutoField"
