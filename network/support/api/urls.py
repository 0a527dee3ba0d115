"""Addresses of documents, tasks, surveys and papers on the API."""

from billing.policy.rulebook.api import versions_api
from common.api import router
from network.support.api.literature_views import LiteratureApi
from network.support.api.paper_views import PaperApi
from network.support.api.survey_views import AnswerApi, SurveyApi
from network.support.api.views import CopyApi, DocumentApi
from network.support.rules import RULES

urlpatterns = [
    *router("documents", DocumentApi),
    *router("document-copies", CopyApi),
    *router("literature", LiteratureApi),
    *router("surveys", SurveyApi),
    *router("survey-answers", AnswerApi),
    *router("station-papers", PaperApi),
    *router("paper-rules", versions_api(RULES, "PaperRules", "Versions of the rules of papers.")),
]
