"""Certification as a Django app."""

from django.apps import AppConfig


class CertificationConfig(AppConfig):
    """Courses, certificates, and who is qualified for what."""

    name = "audit.certification"
    label = "certification"
