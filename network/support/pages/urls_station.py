"""Addresses at a station: its inbox, signing and carrying out, forms to fill in, papers to head office."""

from django.urls import path

from network.support.pages import answers, copies, literature, papers

urlpatterns = [
    path("inbox/", copies.Inbox.as_view(), name="copies"),
    path("inbox/<uuid:pk>/", copies.CopyDetail.as_view(), name="copy"),
    path("inbox/<uuid:pk>/sign/", copies.Sign.as_view(), name="sign"),
    path("inbox/<uuid:pk>/report/", copies.Report.as_view(), name="report"),
    path("inbox/<uuid:pk>/files/<uuid:file>/", copies.CopyFile.as_view(), name="copy_file"),
    path("inbox/<uuid:pk>/evidence/<uuid:file>/", copies.EvidenceFile.as_view(), name="evidence"),
    path("literature/", literature.LiteratureList.as_view(), name="literature_list"),
    path("literature/favourites/", literature.FavouriteList.as_view(), name="literature_favourites"),
    path("literature/recent/", literature.RecentList.as_view(), name="literature_recent"),
    path("literature/<uuid:pk>/", literature.LiteratureDetail.as_view(), name="literature"),
    path("literature/<uuid:pk>/keep/", literature.Keep.as_view(), name="literature_keep"),
    path("literature/<uuid:pk>/drop/", literature.Drop.as_view(), name="literature_drop"),
    path("literature/<uuid:pk>/files/<uuid:file>/", literature.LiteratureFile.as_view(), name="literature_file"),
    path("answers/", answers.OwnAnswerList.as_view(), name="answers"),
    path("answers/<uuid:pk>/", answers.AnswerDetail.as_view(), name="answer"),
    path("answers/<uuid:pk>/fill/", answers.Fill.as_view(), name="fill"),
    path("answers/<uuid:pk>/<slug:code>/<uuid:file>/", answers.AnswerFile.as_view(), name="answer_file"),
    path("answers/<uuid:pk>/<slug:code>/<uuid:file>/remove/", answers.RemoveFile.as_view(), name="answer_file_remove"),
    path("papers/", papers.OwnPaperList.as_view(), name="papers"),
    path("papers/new/", papers.Write.as_view(), name="paper_write"),
    path("papers/<uuid:pk>/", papers.PaperDetail.as_view(), name="paper"),
    path("papers/<uuid:pk>/again/", papers.Resend.as_view(), name="paper_resend"),
    path("papers/<uuid:pk>/withdraw/", papers.Withdraw.as_view(), name="paper_withdraw"),
    path("papers/<uuid:pk>/files/<uuid:file>/", papers.PaperFile.as_view(), name="paper_file"),
]
