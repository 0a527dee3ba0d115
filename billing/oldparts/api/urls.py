"""Addresses of old parts on the API."""

from billing.oldparts.api.views import OldPartApi, ShipmentApi
from common.api import router

urlpatterns = [*router("old-parts", OldPartApi), *router("shipments", ShipmentApi)]
