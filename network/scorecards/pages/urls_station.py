"""The addresses of scorecards and awards at a station: its own, and the standard by which they came about."""

from django.urls import path

from billing.policy.rulebook.pages import reading
from network.scorecards.actions import STANDARD
from network.scorecards.pages import appeals, awards, cards, charts

urlpatterns = [
    path("", cards.OwnCardList.as_view(), name="cards"),
    path("cards/<uuid:pk>/", cards.CardDetail.as_view(), name="card"),
    path("cards/<uuid:pk>/facts/<str:source>/", cards.CardFacts.as_view(), name="facts"),
    path("cards/<uuid:pk>/appeal/", appeals.FileAppeal.as_view(), name="file"),
    path("cards/<uuid:pk>/trend/", charts.CardTrend.as_view(), name="trend"),
    path("appeals/", appeals.AppealList.as_view(), name="appeals"),
    path("appeals/<uuid:pk>/", appeals.AppealDetail.as_view(), name="appeal"),
    path("awards/", awards.StationRoundList.as_view(), name="rounds"),
    path("awards/<uuid:pk>/", awards.RoundDetail.as_view(), name="round"),
    path("awards/<uuid:pk>/object/", awards.ObjectToAward.as_view(), name="object"),
    path("awards/entries/<uuid:pk>/certificate/", awards.CertificatePdf.as_view(), name="certificate"),
    *reading(STANDARD, "standards/"),
]
