from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "plainview.training"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Read the course before anybody is served: one with a mistake stops the start and names it."""
        from plainview.training import course  # noqa: PLC0415 - when the applications are loaded

        course.current()
