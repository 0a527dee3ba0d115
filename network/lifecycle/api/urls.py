"""Addresses of lifecycle on the API."""

from common.api import router
from network.lifecycle.api.views import ChangeApi

urlpatterns = [*router("station-changes", ChangeApi)]
