"""Addresses of scorecards and awards on the API."""

from billing.policy.rulebook.api import versions_api
from common.api import router
from network.scorecards.actions import STANDARD
from network.scorecards.api.awards import AwardEntryApi, AwardObjectionApi, AwardRoundApi
from network.scorecards.api.views import AssessmentApi, GradeProposalApi, OfficeCardApi, ScoreAppealApi, ScoreCardApi

urlpatterns = [
    *router("score-standards", versions_api(STANDARD, "Standard", "Versions of the assessment standard.")),
    *router("assessments", AssessmentApi),
    *router("score-cards", ScoreCardApi),
    *router("office-score-cards", OfficeCardApi),
    *router("score-appeals", ScoreAppealApi),
    *router("grade-proposals", GradeProposalApi),
    *router("award-rounds", AwardRoundApi),
    *router("award-entries", AwardEntryApi),
    *router("award-objections", AwardObjectionApi),
]
