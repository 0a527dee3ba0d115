"""Customer care's addresses at a station."""

from django.urls import path

from tenants.care.pages.follow_ups import EnterCall, FollowUpDetail, FollowUpList, Weeks

urlpatterns = [
    path("follow-ups/", FollowUpList.as_view(), name="follow_ups"),
    path("follow-ups/weeks/", Weeks.as_view(), name="weeks"),
    path("follow-ups/<uuid:pk>/", FollowUpDetail.as_view(), name="follow_up"),
    path("follow-ups/<uuid:pk>/call/", EnterCall.as_view(), name="call"),
]
