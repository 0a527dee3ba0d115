"""Addresses of statements in the API."""

from billing.settlement.api.views import LineApi, StatementApi
from common.api import router

urlpatterns = [
    *router("statements", StatementApi),
    *router("statement-entries", LineApi),
]
