"""Scorecards and awards as a Django app."""

from django.apps import AppConfig


class ScorecardsConfig(AppConfig):
    """Assessment of stations and regional offices (考核评价): standards, monthly cards, appeals, grades, awards (先进评选)."""

    name = "network.scorecards"
    label = "scorecards"
