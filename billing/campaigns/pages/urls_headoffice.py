"""Addresses of campaigns at head office."""

from django.urls import path

from billing.campaigns.pages import views

urlpatterns = [
    path("", views.CampaignList.as_view(), name="list"),
    path("draft/", views.DraftCampaign.as_view(), name="draft"),
    path("<uuid:pk>/", views.CampaignDetail.as_view(), name="detail"),
    path("<uuid:pk>/vehicles/", views.Vehicles.as_view(), name="vehicles"),
    path("<uuid:pk>/edit/", views.EditCampaign.as_view(), name="edit"),
    path("<uuid:pk>/list-vehicles/", views.ListVehicles.as_view(), name="list_vehicles"),
    path("<uuid:pk>/open/", views.OpenCampaign.as_view(), name="open"),
    path("<uuid:pk>/close/", views.CloseCampaign.as_view(), name="close"),
    path("<uuid:pk>/withdraw/", views.WithdrawCampaign.as_view(), name="withdraw"),
]
