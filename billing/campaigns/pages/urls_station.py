"""Addresses of campaigns at a station: reading only."""

from django.urls import path

from billing.campaigns.pages import views

urlpatterns = [
    path("", views.CampaignList.as_view(), name="list"),
    path("<uuid:pk>/", views.CampaignDetail.as_view(), name="detail"),
    path("<uuid:pk>/vehicles/", views.Vehicles.as_view(), name="vehicles"),
]
