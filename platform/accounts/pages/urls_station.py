"""Addresses about people, at a station."""

from django.urls import path

from accounts.pages.changes import (
    AddStationPost,
    ChangePost,
    EndPost,
    InviteToPost,
    StationInvitationDetail,
    StationInvitations,
    StationResend,
    StationWithdraw,
)
from accounts.pages.keys import CreateKey, Keys, RevokeKey
from accounts.pages.people import Posts, StationPerson

urlpatterns = [
    path("posts/", Posts.as_view(), name="posts"),
    path("people/<uuid:pk>/", StationPerson.as_view(), name="person"),
    path("people/<uuid:pk>/add/", AddStationPost.as_view(), name="add_post"),
    path("memberships/<uuid:pk>/change/", ChangePost.as_view(), name="change_post"),
    path("memberships/<uuid:pk>/end/", EndPost.as_view(), name="end_membership"),
    path("invitations/", StationInvitations.as_view(), name="invitations"),
    path("invitations/new/", InviteToPost.as_view(), name="invite"),
    path("invitations/<uuid:pk>/", StationInvitationDetail.as_view(), name="invitation"),
    path("invitations/<uuid:pk>/resend/", StationResend.as_view(), name="resend"),
    path("invitations/<uuid:pk>/withdraw/", StationWithdraw.as_view(), name="withdraw"),
    path("keys/", Keys.as_view(), name="keys"),
    path("keys/new/", CreateKey.as_view(), name="create_key"),
    path("keys/<uuid:pk>/revoke/", RevokeKey.as_view(), name="revoke_key"),
]
