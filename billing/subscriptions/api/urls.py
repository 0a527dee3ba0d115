"""Addresses of subscriptions in the API."""

from billing.subscriptions.api.views import InvoiceApi, PlanApi, SubscriptionApi
from common.api import router

urlpatterns = [
    *router("plans", PlanApi),
    *router("subscriptions", SubscriptionApi),
    *router("subscription-invoices", InvoiceApi),
]
