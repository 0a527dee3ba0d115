"""Certification's addresses at head office: also the trainer's steps and the public verification."""

from django.urls import path

from audit.certification.pages.addresses import urlpatterns as shared
from audit.certification.pages.certificates import ChooseStation, Grant, Renew, Revoke, Verify
from audit.certification.pages.courses import AddCourse, ChangeCourse

urlpatterns = [
    path("certificates/new/", ChooseStation.as_view(), name="grant_at"),
    path("certificates/new/<uuid:station>/", Grant.as_view(), name="grant"),
    path("certificates/<uuid:pk>/renew/", Renew.as_view(), name="renew"),
    path("certificates/<uuid:pk>/revoke/", Revoke.as_view(), name="revoke"),
    path("courses/new/", AddCourse.as_view(), name="add_course"),
    path("courses/<uuid:pk>/edit/", ChangeCourse.as_view(), name="change_course"),
    path("verify/<str:token>/", Verify.as_view(), name="verify"),
    *shared,
]
