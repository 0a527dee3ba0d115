"""Addresses of the policy at head office."""

from django.urls import path

from billing.policy.pages import chapters, cover, views

urlpatterns = [
    path("", views.PolicyList.as_view(), name="list"),
    path("cover/", cover.CoverPage.as_view(), name="cover"),
    path("compare/", views.ComparePolicies.as_view(), name="compare"),
    path("<uuid:pk>/", views.PolicyDetail.as_view(), name="detail"),
    path("<uuid:pk>/draft/", views.DraftPolicy.as_view(), name="draft"),
    path("<uuid:pk>/edit/", views.EditPolicy.as_view(), name="edit"),
    path("<uuid:pk>/chapters/<slug:chapter>/", chapters.EditChapter.as_view(), name="chapter"),
    path("<uuid:pk>/chapters/<slug:chapter>/export/", chapters.ExportChapter.as_view(), name="export"),
    path("<uuid:pk>/publish/", views.PublishPolicy.as_view(), name="publish"),
    path("<uuid:pk>/withdraw/", views.WithdrawDraft.as_view(), name="withdraw"),
]
