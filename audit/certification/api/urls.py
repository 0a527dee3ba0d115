"""Certification's addresses in the API."""

from audit.certification.api.views import CertificateApi, CourseApi
from common.api import router

urlpatterns = [*router("certificates", CertificateApi), *router("courses", CourseApi)]
