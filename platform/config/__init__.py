"""Settings, URLs and the server's entry points. Apps and URLs are named as strings, so no wing is imported."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
