"""The catalog's addresses at a station: for reading."""

from catalog.pages.addresses import urlpatterns as shared

urlpatterns = shared
