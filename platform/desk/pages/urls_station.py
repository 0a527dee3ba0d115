"""The desk's addresses on this side."""

from desk.pages.addresses import urlpatterns

__all__ = ["urlpatterns"]
