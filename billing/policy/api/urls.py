"""Addresses of the policy on the API."""

from billing.policy.api.views import PolicyApi
from common.api import router

urlpatterns = router("policies", PolicyApi)
