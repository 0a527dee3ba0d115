"""Addresses of campaigns on the API."""

from billing.campaigns.api.views import CampaignApi
from common.api import router

urlpatterns = router("campaigns", CampaignApi)
