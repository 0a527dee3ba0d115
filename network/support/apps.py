"""Documents and tasks as a Django app."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """Documents issued and signed for (文件发放, 签收), tasks and surveys with forms, papers of stations to head office."""

    name = "network.support"
    label = "support"
