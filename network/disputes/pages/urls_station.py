"""Addresses of disputes at a station."""

from django.urls import path

from network.disputes.pages import disputes, steps

urlpatterns = [
    path("", disputes.DisputeList.as_view(), name="list"),
    path("new/", disputes.Open.as_view(), name="open"),
    path("<uuid:pk>/", disputes.DisputeDetail.as_view(), name="dispute"),
    path("<uuid:pk>/evidence/<uuid:file>/", disputes.Evidence.as_view(), name="evidence"),
    path("<uuid:pk>/state/", steps.State.as_view(), name="state"),
    path("<uuid:pk>/answer/", steps.Answer.as_view(), name="answer"),
    path("<uuid:pk>/carried-out/", steps.CarriedOut.as_view(), name="carried_out"),
]
