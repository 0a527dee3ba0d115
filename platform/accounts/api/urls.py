"""Addresses of people in the API."""

from accounts.api.views import ApiKeyApi, InvitationApi, MembershipApi
from common.api import router

urlpatterns = [
    *router("memberships", MembershipApi),
    *router("invitations", InvitationApi),
    *router("api-keys", ApiKeyApi),
]
