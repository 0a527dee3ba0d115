"""Addresses of the policy at a station: reading only."""

from django.urls import path

from billing.policy.pages import views

urlpatterns = [
    path("", views.PolicyList.as_view(), name="list"),
    path("compare/", views.ComparePolicies.as_view(), name="compare"),
    path("<uuid:pk>/", views.PolicyDetail.as_view(), name="detail"),
]
