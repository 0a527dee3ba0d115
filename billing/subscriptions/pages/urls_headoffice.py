"""Head office's addresses of subscriptions, and Stripe's."""

from django.urls import path

from billing.subscriptions.pages.views import InvoiceList, SubscriptionDetail, SubscriptionList, Webhook

urlpatterns = [
    path("", SubscriptionList.as_view(), name="list"),
    path("invoices/", InvoiceList.as_view(), name="invoices"),
    path("webhook/", Webhook.as_view(), name="webhook"),
    path("<uuid:pk>/", SubscriptionDetail.as_view(), name="detail"),
]
