"""Addresses of documents, tasks, surveys and papers on the API."""

from common.api import router
from network.support.api.paper_views import PaperApi
from network.support.api.survey_views import AnswerApi, SurveyApi
from network.support.api.views import CopyApi, DocumentApi

urlpatterns = [
    *router("documents", DocumentApi),
    *router("document-copies", CopyApi),
    *router("surveys", SurveyApi),
    *router("survey-answers", AnswerApi),
    *router("station-papers", PaperApi),
]
