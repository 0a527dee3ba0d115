"""Addresses that head office and stations share."""

from django.urls import path

from audit.certification.pages.certificates import Beginning, CertificateDetail, CertificateList, CertificatePaper
from audit.certification.pages.courses import CourseDetail, CourseList

urlpatterns = [
    path("", Beginning.as_view(), name="home"),
    path("certificates/", CertificateList.as_view(), name="certificates"),
    path("certificates/<uuid:pk>/", CertificateDetail.as_view(), name="certificate"),
    path("certificates/<uuid:pk>/paper/", CertificatePaper.as_view(), name="paper"),
    path("courses/", CourseList.as_view(), name="courses"),
    path("courses/<uuid:pk>/", CourseDetail.as_view(), name="course"),
]
