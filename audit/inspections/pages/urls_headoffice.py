"""Inspections' addresses at head office: also the inspector's steps."""

from django.urls import path

from audit.inspections.pages.addresses import urlpatterns as shared
from audit.inspections.pages.checklists import Revise
from audit.inspections.pages.findings import RaiseFinding, Recheck
from audit.inspections.pages.risks import RiskList, StationRisk
from audit.inspections.pages.visits import AddPhotos, Begin, Cancel, Close, Finish, Plan, Score

urlpatterns = [
    path("risks/", RiskList.as_view(), name="risks"),
    path("risks/<uuid:pk>/", StationRisk.as_view(), name="risk"),
    path("new/", Plan.as_view(), name="plan"),
    path("<uuid:pk>/begin/", Begin.as_view(), name="begin"),
    path("<uuid:pk>/score/", Score.as_view(), name="score"),
    path("<uuid:pk>/photos/", AddPhotos.as_view(), name="add_photos"),
    path("<uuid:pk>/finish/", Finish.as_view(), name="finish"),
    path("<uuid:pk>/close/", Close.as_view(), name="close"),
    path("<uuid:pk>/cancel/", Cancel.as_view(), name="cancel"),
    path("<uuid:pk>/findings/new/", RaiseFinding.as_view(), name="raise_finding"),
    path("findings/<uuid:pk>/recheck/", Recheck.as_view(), name="recheck"),
    path("checklists/<uuid:pk>/next/", Revise.as_view(), name="revise"),
    *shared,
]
