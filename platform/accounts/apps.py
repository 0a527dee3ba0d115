"""Accounts as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, memberships, roles, sign-in, API keys."""

    name = "accounts"
