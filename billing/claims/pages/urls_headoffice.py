"""Addresses of claims at head office."""

from django.urls import path

from billing.claims.pages import headoffice
from billing.claims.pages.shared import ClaimList

urlpatterns = [
    path("", ClaimList.as_view(), name="list"),
    path("first-review/", headoffice.FirstQueue.as_view(), name="queue"),
    path("final-review/", headoffice.FinalQueue.as_view(), name="finals"),
    path("<uuid:pk>/", headoffice.OfficeClaimDetail.as_view(), name="detail"),
    path("<uuid:pk>/first-review/", headoffice.FirstReview.as_view(), name="review"),
    path("<uuid:pk>/final-review/", headoffice.FinalReview.as_view(), name="final"),
    path("<uuid:pk>/return/", headoffice.ReturnClaim.as_view(), name="return"),
    path("<uuid:pk>/reject/", headoffice.RejectClaim.as_view(), name="reject"),
    path("<uuid:pk>/reopen/", headoffice.ReopenClaim.as_view(), name="reopen"),
]
