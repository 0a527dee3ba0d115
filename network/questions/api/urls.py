"""Addresses of technical questions on the API."""

from billing.policy.rulebook.api import versions_api
from common.api import router
from network.questions.api.views import QuestionApi
from network.questions.rules import RULES

urlpatterns = [
    *router("technical-questions", QuestionApi),
    *router("question-rules", versions_api(RULES, "QuestionPolicy", "Versions of the rules of technical support.")),
]
