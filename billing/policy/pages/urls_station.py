"""Addresses of the policy at a station: reading only."""

from django.urls import path

from billing.policy.pages import chapters, cover, views

urlpatterns = [
    path("", views.PolicyList.as_view(), name="list"),
    path("cover/", cover.CoverPage.as_view(), name="cover"),
    path("compare/", views.ComparePolicies.as_view(), name="compare"),
    path("<uuid:pk>/", views.PolicyDetail.as_view(), name="detail"),
    path("<uuid:pk>/chapters/<slug:chapter>/export/", chapters.ExportChapter.as_view(), name="export"),
]
