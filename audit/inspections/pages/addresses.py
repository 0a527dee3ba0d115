"""Addresses that head office and stations share."""

from django.urls import path

from audit.inspections.pages.checklists import TemplateDetail, TemplateList
from audit.inspections.pages.findings import Evidence, FindingDetail, FindingList
from audit.inspections.pages.visits import InspectionDetail, InspectionList, Photo, Report

urlpatterns = [
    path("", InspectionList.as_view(), name="inspections"),
    path("<uuid:pk>/", InspectionDetail.as_view(), name="inspection"),
    path("<uuid:pk>/report/", Report.as_view(), name="report"),
    path("<uuid:pk>/photos/<uuid:file>/", Photo.as_view(), name="photo"),
    path("findings/", FindingList.as_view(), name="findings"),
    path("findings/<uuid:pk>/", FindingDetail.as_view(), name="finding"),
    path("findings/<uuid:pk>/photos/<uuid:file>/", Evidence.as_view(), name="evidence"),
    path("checklists/", TemplateList.as_view(), name="templates"),
    path("checklists/<uuid:pk>/", TemplateDetail.as_view(), name="template"),
]
