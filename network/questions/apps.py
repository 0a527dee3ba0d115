"""Technical questions as a Django app."""

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    """Technical questions (维修技术咨询): raised by a station or the hotline, answered by technical support, kept as solved cases."""

    name = "network.questions"
    label = "questions"
