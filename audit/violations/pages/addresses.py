"""Addresses that head office and stations share."""

from django.urls import path

from audit.violations.pages.offences import OffenceDetail, OffenceList
from audit.violations.pages.violations import Notice, Photo, ViolationDetail, ViolationList

urlpatterns = [
    path("", ViolationList.as_view(), name="list"),
    path("<uuid:pk>/", ViolationDetail.as_view(), name="violation"),
    path("<uuid:pk>/notice/", Notice.as_view(), name="notice"),
    path("<uuid:pk>/photos/<uuid:file>/", Photo.as_view(), name="photo"),
    path("offences/", OffenceList.as_view(), name="offences"),
    path("offences/<uuid:pk>/", OffenceDetail.as_view(), name="offence"),
]
