"""Addresses of insight at a station: its own figures."""

from django.urls import path

from billing.insight.pages import boards, lists

urlpatterns = [
    path("", boards.StationBoard.as_view(), name="board"),
    path("claims/", lists.FactList.as_view(), name="claims"),
]
