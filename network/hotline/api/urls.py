"""Addresses of the hotline on the API."""

from common.api import router
from network.hotline.api.views import CallApi, CaseApi, SeatApi

urlpatterns = [*router("calls", CallApi), *router("cases", CaseApi), *router("extensions", SeatApi)]
