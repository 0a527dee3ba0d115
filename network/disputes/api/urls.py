"""Addresses of disputes on the API."""

from billing.policy.rulebook.api import versions_api
from common.api import router
from network.disputes.api.views import DisputeApi
from network.disputes.rules import RULES

urlpatterns = [
    *router("service-disputes", DisputeApi),
    *router("dispute-rules", versions_api(RULES, "DisputePolicy", "Versions of the rules of mediation.")),
]
