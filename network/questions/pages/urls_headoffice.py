"""Addresses of technical questions at head office."""

from django.urls import path

from billing.policy.rulebook.pages import paths
from network.questions.pages import questions, statistics, steps
from network.questions.rules import RULES

urlpatterns = [
    path("", questions.QuestionList.as_view(), name="list"),
    path("queue/", questions.Queue.as_view(), name="queue"),
    path("statistics/", statistics.Statistics.as_view(), name="statistics"),
    path("new/", questions.Ask.as_view(), name="ask"),
    path("<uuid:pk>/", questions.QuestionDetail.as_view(), name="question"),
    path("<uuid:pk>/files/<uuid:file>/", questions.Evidence.as_view(), name="evidence"),
    path("<uuid:pk>/take/", steps.Take.as_view(), name="take"),
    path("<uuid:pk>/answer/", steps.Answer.as_view(), name="answer"),
    path("<uuid:pk>/ask-back/", steps.AskBack.as_view(), name="ask_back"),
    path("<uuid:pk>/escalate/", steps.Escalate.as_view(), name="escalate"),
    path("<uuid:pk>/hand-back/", steps.HandBack.as_view(), name="hand_back"),
    path("<uuid:pk>/reply/", steps.Reply.as_view(), name="reply"),
    path("<uuid:pk>/confirm/", steps.Confirm.as_view(), name="confirm"),
    path("<uuid:pk>/refuse/", steps.Refuse.as_view(), name="refuse"),
    path("<uuid:pk>/reopen/", steps.Reopen.as_view(), name="reopen"),
    path("<uuid:pk>/withdraw/", steps.Withdraw.as_view(), name="withdraw"),
    path("<uuid:pk>/case/", steps.ProposeCase.as_view(), name="propose_case"),
    *paths(RULES, "rules/"),
]
