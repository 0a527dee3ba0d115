"""Addresses of claims at a station."""

from django.urls import path

from billing.claims.pages import appeals, photos, station
from billing.claims.pages import preauthorisations as beforehand
from billing.claims.pages.shared import StarFile

urlpatterns = [
    path("", station.StationClaimList.as_view(), name="list"),
    path("prepare/", station.PrepareClaim.as_view(), name="prepare"),
    path("<uuid:pk>/", station.StationClaimDetail.as_view(), name="detail"),
    path("<uuid:pk>/edit/", station.EditClaim.as_view(), name="edit"),
    path("<uuid:pk>/judge/", station.JudgeClaim.as_view(), name="judge"),
    path("<uuid:pk>/sign/", station.SignClaim.as_view(), name="sign"),
    path("<uuid:pk>/cancel/", station.CancelClaim.as_view(), name="cancel"),
    path("<uuid:pk>/photos/", photos.ClaimPhotos.as_view(), name="photos"),
    path("<uuid:pk>/photos/<uuid:file>/", photos.ClaimPhoto.as_view(), name="photo"),
    path("<uuid:pk>/photos/<uuid:file>/remove/", photos.RemovePhoto.as_view(), name="remove_photo"),
    path("star.<slug:format>", StarFile.as_view(), name="star"),
    path("preauthorisations/", beforehand.StationList.as_view(), name="preauthorisations"),
    path("preauthorisations/request/", beforehand.AskFirst.as_view(), name="request"),
    path("preauthorisations/<uuid:pk>/", beforehand.Detail.as_view(), name="preauthorisation"),
    path("preauthorisations/<uuid:pk>/answer/", beforehand.Answer.as_view(), name="answer"),
    path("preauthorisations/<uuid:pk>/withdraw/", beforehand.Withdraw.as_view(), name="withdraw"),
    path(
        "preauthorisations/<uuid:pk>/photos/<uuid:file>/",
        photos.PreauthorisationPhoto.as_view(),
        name="preauthorisation_photo",
    ),
    path("<uuid:pk>/appeal/", appeals.FileAppeal.as_view(), name="file_appeal"),
    path("appeals/", appeals.AppealList.as_view(), name="appeals"),
    path("appeals/<uuid:pk>/", appeals.AppealDetail.as_view(), name="appeal"),
    path("appeals/<uuid:pk>/withdraw/", appeals.WithdrawAppeal.as_view(), name="withdraw_appeal"),
]
