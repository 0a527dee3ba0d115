"""Addresses of claims on the API."""

from billing.claims.api.views import ClaimApi
from common.api import router

urlpatterns = router("claims", ClaimApi)
