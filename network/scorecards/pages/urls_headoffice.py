"""The addresses of scorecards and awards at head office."""

from django.urls import path

from network.scorecards.pages import standards

urlpatterns = [
    path("standards/", standards.StandardList.as_view(), name="standards"),
    path("standards/compare/", standards.CompareStandard.as_view(), name="standards_compare"),
    path("standards/draft/", standards.DraftStandard.as_view(), name="standards_draft"),
    path("standards/<uuid:pk>/", standards.StandardVersion.as_view(), name="standards_version"),
    path("standards/<uuid:pk>/edit/", standards.EditStandard.as_view(), name="standards_edit"),
    path("standards/<uuid:pk>/publish/", standards.PublishStandard.as_view(), name="standards_publish"),
    path("standards/<uuid:pk>/withdraw/", standards.WithdrawStandard.as_view(), name="standards_withdraw"),
]
