"""Inspections' addresses in the API."""

from audit.inspections.api.views import FindingApi, InspectionApi, TemplateApi
from common.api import router

urlpatterns = [
    *router("inspections", InspectionApi),
    *router("findings", FindingApi),
    *router("inspection-templates", TemplateApi),
]
