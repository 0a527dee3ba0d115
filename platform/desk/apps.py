"""The desk as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DeskConfig(AppConfig):
    """Plugs the desk into the frame and lets every app hang in its own entries."""

    name = "desk"

    def ready(self) -> None:
        """Import `<app>.desk` of each app: menu entries, cards, searches, words of the timeline."""
        from common.pages import checks  # noqa: F401 - registers itself
        from common.pages.ports import ports  # needs loaded apps
        from desk import selectors

        ports.saved_views = selectors.DeskViews()
        ports.unread = selectors.unread_count
        ports.places = selectors.places_of
        autodiscover_modules("desk")
