"""Addresses of claims at a station."""

from django.urls import path

from billing.claims.pages import station

urlpatterns = [
    path("", station.StationClaimList.as_view(), name="list"),
    path("prepare/", station.PrepareClaim.as_view(), name="prepare"),
    path("<uuid:pk>/", station.StationClaimDetail.as_view(), name="detail"),
    path("<uuid:pk>/edit/", station.EditClaim.as_view(), name="edit"),
    path("<uuid:pk>/judge/", station.JudgeClaim.as_view(), name="judge"),
    path("<uuid:pk>/sign/", station.SignClaim.as_view(), name="sign"),
    path("<uuid:pk>/cancel/", station.CancelClaim.as_view(), name="cancel"),
]
