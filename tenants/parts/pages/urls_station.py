"""The stock's addresses at a station."""

from django.urls import path

from tenants.parts.pages.stock import Change, Count, Issue, Item, Keep, Receive, Stock

urlpatterns = [
    path("stock/", Stock.as_view(), name="stock"),
    path("stock/new/", Keep.as_view(), name="keep"),
    path("stock/<uuid:pk>/", Item.as_view(), name="item"),
    path("stock/<uuid:pk>/change/", Change.as_view(), name="change"),
    path("stock/<uuid:pk>/receive/", Receive.as_view(), name="receive"),
    path("stock/<uuid:pk>/issue/", Issue.as_view(), name="issue"),
    path("stock/<uuid:pk>/count/", Count.as_view(), name="count"),
]
