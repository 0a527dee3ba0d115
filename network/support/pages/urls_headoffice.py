"""Addresses at head office: documents and the copies that stations sign for, tasks and surveys, papers of stations."""

from django.urls import path

from billing.policy.rulebook.pages import paths
from network.support.pages import answers, copies, documents, papers, surveys
from network.support.rules import RULES

urlpatterns = [
    path("documents/", documents.DocumentList.as_view(), name="documents"),
    path("documents/new/", documents.Draft.as_view(), name="document_draft"),
    path("documents/<uuid:pk>/", documents.DocumentDetail.as_view(), name="document"),
    path("documents/<uuid:pk>/edit/", documents.Edit.as_view(), name="document_edit"),
    path("documents/<uuid:pk>/next/", documents.Next.as_view(), name="document_next"),
    path("documents/<uuid:pk>/release/", documents.Release.as_view(), name="document_release"),
    path("documents/<uuid:pk>/withdraw/", documents.Withdraw.as_view(), name="document_withdraw"),
    path("documents/<uuid:pk>/files/<uuid:file>/", documents.Attachment.as_view(), name="document_file"),
    path(
        "documents/<uuid:pk>/files/<uuid:file>/remove/",
        documents.RemoveAttachment.as_view(),
        name="document_file_remove",
    ),
    path("copies/", copies.CopyList.as_view(), name="copies"),
    path("copies/<uuid:pk>/", copies.CopyDetail.as_view(), name="copy"),
    path("copies/<uuid:pk>/files/<uuid:file>/", copies.CopyFile.as_view(), name="copy_file"),
    path("copies/<uuid:pk>/accept/", copies.Accept.as_view(), name="evidence_accept"),
    path("copies/<uuid:pk>/return/", copies.Return.as_view(), name="evidence_return"),
    path("copies/<uuid:pk>/evidence/<uuid:file>/", copies.EvidenceFile.as_view(), name="evidence"),
    path("surveys/", surveys.SurveyList.as_view(), name="surveys"),
    path("surveys/new/", surveys.Draft.as_view(), name="survey_draft"),
    path("surveys/<uuid:pk>/", surveys.SurveyDetail.as_view(), name="survey"),
    path("surveys/<uuid:pk>/edit/", surveys.Edit.as_view(), name="survey_edit"),
    path("surveys/<uuid:pk>/start/", surveys.Start.as_view(), name="survey_start"),
    path("surveys/<uuid:pk>/close/", surveys.Close.as_view(), name="survey_close"),
    path("surveys/<uuid:pk>/answers/", surveys.AnswerSheet.as_view(), name="survey_table"),
    path("surveys/<uuid:pk>/answers.xlsx", surveys.AnswerBook.as_view(), name="survey_book"),
    path("answers/", answers.AnswerList.as_view(), name="answers"),
    path("answers/<uuid:pk>/", answers.AnswerDetail.as_view(), name="answer"),
    path("answers/<uuid:pk>/return/", answers.Return.as_view(), name="answer_return"),
    path("answers/<uuid:pk>/<slug:code>/<uuid:file>/", answers.AnswerFile.as_view(), name="answer_file"),
    path("papers/", papers.PaperList.as_view(), name="papers"),
    path("papers/<uuid:pk>/", papers.PaperDetail.as_view(), name="paper"),
    path("papers/<uuid:pk>/pass/", papers.Pass.as_view(), name="paper_pass"),
    path("papers/<uuid:pk>/return/", papers.Return.as_view(), name="paper_return"),
    path("papers/<uuid:pk>/answer/", papers.Answer.as_view(), name="paper_answer"),
    path("papers/<uuid:pk>/files/<uuid:file>/", papers.PaperFile.as_view(), name="paper_file"),
    *paths(RULES, "papers/rules/"),
]
