from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "plainview.approvals"
    default_auto_field = "django.db.models.BigAutoField"
