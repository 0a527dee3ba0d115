"""The site's addresses at a station."""

from django.urls import path

from tenants.site.pages.duties import Calendar, DoDuty, MyDuties, OrgChart, RecordDetail, Records

urlpatterns = [
    path("chart/", OrgChart.as_view(), name="chart"),
    path("duties/", Calendar.as_view(), name="calendar"),
    path("duties/mine/", MyDuties.as_view(), name="mine"),
    path("duties/records/", Records.as_view(), name="records"),
    path("duties/records/<uuid:pk>/", RecordDetail.as_view(), name="record"),
    path("duties/<slug:kind>/new/", DoDuty.as_view(), name="do"),
]
