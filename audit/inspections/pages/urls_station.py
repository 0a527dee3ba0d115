"""Inspections' addresses at a station: reading, and reporting corrections."""

from django.urls import path

from audit.inspections.pages.addresses import urlpatterns as shared
from audit.inspections.pages.findings import Correct

urlpatterns = [path("findings/<uuid:pk>/correct/", Correct.as_view(), name="correct"), *shared]
