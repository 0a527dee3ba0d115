"""Addresses of scorecards and awards on the API."""

from common.api import router
from network.scorecards.api.standards import StandardApi

urlpatterns = [*router("score-standards", StandardApi)]
