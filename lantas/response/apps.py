from django.apps import AppConfig


class ResponseConfig(AppConfig):
    """Response: from a report to a patrol on scene and back."""

    name = "lantas.response"
    final_tables = ("response_fix",)
