"""Addresses of major events on the API."""

from common.api import router
from network.incidents.api.views import BulletinApi, IncidentApi, ReportApi, RulesApi, TaskApi

urlpatterns = [
    *router("incidents", IncidentApi),
    *router("incident-tasks", TaskApi),
    *router("incident-rules", RulesApi),
    *router("bulletins", BulletinApi),
    *router("quality-reports", ReportApi),
]
