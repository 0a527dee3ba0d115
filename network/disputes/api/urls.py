"""Addresses of disputes on the API."""

from common.api import router
from network.disputes.api.rules import DisputePolicyApi
from network.disputes.api.views import DisputeApi

urlpatterns = [*router("service-disputes", DisputeApi), *router("dispute-rules", DisputePolicyApi)]
