"""Addresses of claims on the API."""

from billing.claims.api.anomalies import AnomalyTableApi, FlagApi
from billing.claims.api.appeals import AppealApi
from billing.claims.api.goodwill import GoodwillApi
from billing.claims.api.preauthorisations import PreauthorisationApi
from billing.claims.api.replays import ReplayApi, ReplayLineApi
from billing.claims.api.samples import SampleApi
from billing.claims.api.views import ClaimApi
from common.api import router

urlpatterns = [
    *router("claims", ClaimApi),
    *router("claim-flags", FlagApi),
    *router("anomaly-tables", AnomalyTableApi),
    *router("claim-samples", SampleApi),
    *router("preauthorisations", PreauthorisationApi),
    *router("appeals", AppealApi),
    *router("goodwill-approvals", GoodwillApi),
    *router("replays", ReplayApi),
    *router("replay-lines", ReplayLineApi),
]
