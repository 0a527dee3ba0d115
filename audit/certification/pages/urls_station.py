"""Certification's addresses at a station: for reading."""

from audit.certification.pages.addresses import urlpatterns as shared

urlpatterns = shared
