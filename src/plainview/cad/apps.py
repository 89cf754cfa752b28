from django.apps import AppConfig


class CadConfig(AppConfig):
    name = "plainview.cad"
    default_auto_field = "django.db.models.BigAutoField"
