"""Addresses of insight in the API."""

from billing.insight.api.views import FactApi, WarningApi, WarningRuleApi
from common.api import router

urlpatterns = [
    *router("claim-facts", FactApi),
    *router("batch-warnings", WarningApi),
    *router("batch-warning-rules", WarningRuleApi),
]
