"""Addresses of documents, tasks and surveys on the API."""

from common.api import router
from network.support.api.survey_views import AnswerApi, SurveyApi
from network.support.api.views import CopyApi, DocumentApi

urlpatterns = [
    *router("documents", DocumentApi),
    *router("document-copies", CopyApi),
    *router("surveys", SurveyApi),
    *router("survey-answers", AnswerApi),
]
