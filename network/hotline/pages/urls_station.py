"""Addresses of the hotline's knowledge base at a station: reading alone."""

from django.urls import path

from network.hotline.pages import knowledge

urlpatterns = [
    path("knowledge/", knowledge.ArticleList.as_view(), name="articles"),
    path("knowledge/<uuid:pk>/", knowledge.ArticleDetail.as_view(), name="article"),
]
