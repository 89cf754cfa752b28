from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "plainview.accounts"
    default_auto_field = "django.db.models.BigAutoField"
