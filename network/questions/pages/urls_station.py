"""Addresses of technical questions at a station."""

from django.urls import path

from network.questions.pages import questions, steps

urlpatterns = [
    path("", questions.QuestionList.as_view(), name="list"),
    path("new/", questions.Ask.as_view(), name="ask"),
    path("<uuid:pk>/", questions.QuestionDetail.as_view(), name="question"),
    path("<uuid:pk>/files/<uuid:file>/", questions.Evidence.as_view(), name="evidence"),
    path("<uuid:pk>/reply/", steps.Reply.as_view(), name="reply"),
    path("<uuid:pk>/confirm/", steps.Confirm.as_view(), name="confirm"),
    path("<uuid:pk>/refuse/", steps.Refuse.as_view(), name="refuse"),
    path("<uuid:pk>/reopen/", steps.Reopen.as_view(), name="reopen"),
    path("<uuid:pk>/withdraw/", steps.Withdraw.as_view(), name="withdraw"),
]
