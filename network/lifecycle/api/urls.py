"""Addresses of lifecycle on the API."""

from common.api import router
from network.lifecycle.api.views import ChangeApi, OrderApi

urlpatterns = [*router("station-changes", ChangeApi), *router("station-orders", OrderApi)]
