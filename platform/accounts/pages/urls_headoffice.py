"""Addresses about people, at head office; the invitation's page is open to strangers."""

from django.urls import path

from accounts.pages.accept import AcceptInvitation
from accounts.pages.changes import AddPost, EndMembership, InvitationDetail, Invitations, Invite, Resend, Withdraw
from accounts.pages.keys import CreateKey, Keys, RevokeKey
from accounts.pages.people import People, Person

urlpatterns = [
    path("people/", People.as_view(), name="people"),
    path("people/<uuid:pk>/", Person.as_view(), name="person"),
    path("people/<uuid:pk>/add/", AddPost.as_view(), name="add_post"),
    path("memberships/<uuid:pk>/end/", EndMembership.as_view(), name="end_membership"),
    path("invitations/", Invitations.as_view(), name="invitations"),
    path("invitations/new/", Invite.as_view(), name="invite"),
    path("invitations/<uuid:pk>/", InvitationDetail.as_view(), name="invitation"),
    path("invitations/<uuid:pk>/resend/", Resend.as_view(), name="resend"),
    path("invitations/<uuid:pk>/withdraw/", Withdraw.as_view(), name="withdraw"),
    path("invitations/accept/<str:token>/", AcceptInvitation.as_view(), name="accept"),
    path("keys/", Keys.as_view(), name="keys"),
    path("keys/new/", CreateKey.as_view(), name="create_key"),
    path("keys/<uuid:pk>/revoke/", RevokeKey.as_view(), name="revoke_key"),
]
