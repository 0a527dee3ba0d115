"""Addresses at a station: reporting a problem at once, bulletins and their signature."""

from django.urls import path

from network.incidents.pages import reports

urlpatterns = [
    path("reports/", reports.StationReportList.as_view(), name="reports"),
    path("reports/new/", reports.Send.as_view(), name="send"),
    path("reports/<uuid:pk>/", reports.ReportDetail.as_view(), name="report"),
    path("bulletins/", reports.BulletinList.as_view(), name="bulletins"),
    path("bulletins/<uuid:pk>/", reports.BulletinDetail.as_view(), name="bulletin"),
    path("bulletins/<uuid:pk>/sign/", reports.Sign.as_view(), name="sign"),
]
