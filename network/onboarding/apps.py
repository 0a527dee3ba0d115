"""Onboarding as a Django app."""

from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    """From a gap on the map to an opened station."""

    name = "network.onboarding"
    label = "onboarding"
