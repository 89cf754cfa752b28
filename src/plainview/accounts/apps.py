from django.apps import AppConfig

from plainview.accounts import permissions


class AccountsConfig(AppConfig):
    name = "plainview.accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """No process that decides starts with rules that are broken: a command, the server's worker, a test.

        Raises:
            RulesBroken: with the file and the line.
        """
        permissions.authorizer()
