"""Addresses of stations in the API."""

from common.api import router
from tenants.registry.api.views import StationApi

urlpatterns = router("stations", StationApi)
