"""Violations' addresses in the API."""

from audit.violations.api.views import OffenceApi, ViolationApi
from common.api import router

urlpatterns = [*router("violations", ViolationApi), *router("offences", OffenceApi)]
