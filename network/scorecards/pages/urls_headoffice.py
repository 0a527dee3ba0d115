"""The addresses of scorecards and awards at head office."""

from django.urls import path

from billing.policy.rulebook.pages import paths
from network.scorecards.actions import STANDARD
from network.scorecards.pages import appeals, awards, cards, charts, months, proposals

urlpatterns = [
    path("", cards.CardList.as_view(), name="cards"),
    path("cards/<uuid:pk>/", cards.CardDetail.as_view(), name="card"),
    path("cards/<uuid:pk>/facts/<str:source>/", cards.CardFacts.as_view(), name="facts"),
    path("cards/<uuid:pk>/recalculate/", cards.Recalculate.as_view(), name="recalculate"),
    path("cards/<uuid:pk>/trend/", charts.CardTrend.as_view(), name="trend"),
    path("offices/", charts.CompareOffices.as_view(), name="compare_offices"),
    path("months/", months.MonthList.as_view(), name="months"),
    path("months/compute/", months.ComputeMonth.as_view(), name="compute"),
    path("months/<uuid:pk>/", months.MonthDetail.as_view(), name="assessment"),
    path("months/<uuid:pk>/publish/", months.PublishMonth.as_view(), name="publish"),
    path("offices/<uuid:pk>/", months.OfficeCardDetail.as_view(), name="office_card"),
    path("appeals/", appeals.AppealList.as_view(), name="appeals"),
    path("appeals/<uuid:pk>/", appeals.AppealDetail.as_view(), name="appeal"),
    path("appeals/<uuid:pk>/decide/", appeals.Decide.as_view(), name="decide"),
    path("proposals/", proposals.ProposalList.as_view(), name="proposals"),
    path("proposals/<uuid:pk>/", proposals.ProposalDetail.as_view(), name="proposal"),
    path("proposals/<uuid:pk>/instruct/", proposals.Instruct.as_view(), name="instruct"),
    path("proposals/<uuid:pk>/dismiss/", proposals.Dismiss.as_view(), name="dismiss"),
    path("awards/", awards.RoundList.as_view(), name="rounds"),
    path("awards/begin/", awards.OpenRound.as_view(), name="open_round"),
    path("awards/<uuid:pk>/", awards.RoundDetail.as_view(), name="round"),
    path("awards/<uuid:pk>/rank/", awards.Rank.as_view(), name="rank"),
    path("awards/<uuid:pk>/announce/", awards.Announce.as_view(), name="announce"),
    path("awards/<uuid:pk>/publish/", awards.Award.as_view(), name="award"),
    path("awards/entries/<uuid:pk>/exclude/", awards.Exclude.as_view(), name="exclude"),
    path("awards/entries/<uuid:pk>/certificate/", awards.CertificatePdf.as_view(), name="certificate"),
    path("awards/entries/<uuid:pk>/withdraw/", awards.WithdrawAward.as_view(), name="withdraw_award"),
    path("awards/objections/<uuid:pk>/decide/", awards.DecideObjection.as_view(), name="decide_objection"),
    path("awards/verify/<str:token>/", awards.VerifyAward.as_view(), name="verify"),
    *paths(STANDARD, "standards/"),
]
