"""Service disputes as a Django app."""

from django.apps import AppConfig


class DisputesConfig(AppConfig):
    """Disputes between driver and station (服务纠纷): statements of both sides, mediation, proposal, result."""

    name = "network.disputes"
    label = "disputes"
