"""Memberships, invitations and API keys in the API."""

from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers

from accounts.actions import (
    add_post,
    change_post,
    create_key,
    end_membership,
    invite,
    resend_invitation,
    revoke_key,
    withdraw_invitation,
)
from accounts.models import ApiKey, Invitation, Membership
from accounts.pages.people import MembershipFilter
from accounts.posts import POSTS
from accounts.roles import Role
from accounts.selectors import invitations_for, keys_for, memberships_for
from common.api import PublicIdField, RecordApi, RecordSerializer, command, creates
from common.records import RecordQuerySet

POST_CHOICES = [(code, code) for code in POSTS]


class MembershipSerializer(RecordSerializer):
    """A post or role that a person holds."""

    name = serializers.CharField(source="user.name", read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True)

    class Meta:
        model = Membership
        fields = ("name", "email", "role", "post", "region", "ended_at")


class InvitationSerializer(RecordSerializer):
    """An invitation; its token is in the mail alone."""

    class Meta:
        model = Invitation
        fields = ("name", "email", "role", "post", "region", "expires_at", "accepted_at", "withdrawn_at")


class ApiKeySerializer(RecordSerializer):
    """A key, without its text."""

    class Meta:
        model = ApiKey
        fields = ("label", "hint", "scopes", "last_used_at", "revoked_at")


class InviteBody(serializers.Serializer):
    """Whom to invite: to a post of the station, or to a role at head office."""

    name = serializers.CharField(max_length=80)
    email = serializers.EmailField()
    post = serializers.ChoiceField(choices=POST_CHOICES, required=False)
    role = serializers.ChoiceField(choices=Role.choices, required=False)
    region = serializers.CharField(max_length=20, required=False)


class HoldBody(serializers.Serializer):
    """A further post or role for the holder of a membership."""

    holder = PublicIdField(model=Membership)
    post = serializers.ChoiceField(choices=POST_CHOICES, required=False)
    role = serializers.ChoiceField(choices=Role.choices, required=False)
    region = serializers.CharField(max_length=20, required=False)


class PostBody(serializers.Serializer):
    """Another post."""

    post = serializers.ChoiceField(choices=POST_CHOICES)


class EndBody(serializers.Serializer):
    """Why it ends."""

    reason = serializers.CharField(max_length=500, required=False)


class KeyBody(serializers.Serializer):
    """What a key is for."""

    label: Any = serializers.CharField(max_length=60)
    scopes = serializers.ListField(child=serializers.CharField(max_length=60), required=False)


class OfficeOrStation(RecordApi):
    """Head office and stations need different rows of the role table for the same list."""

    action = "accounts.view"

    def needed(self) -> str:
        """Return the row for where the caller stands."""
        needed = super().needed()
        swaps = {"accounts.view": "posts.view", "accounts.manage": "posts.manage"}
        return swaps.get(needed, needed) if self.actor.is_station else needed


class MembershipApi(OfficeOrStation):
    """Who holds which post or role."""

    serializer_class = MembershipSerializer
    filterset_class: ClassVar[Any] = MembershipFilter

    def records(self) -> RecordQuerySet:
        """Return the memberships in sight."""
        rows: RecordQuerySet = memberships_for(self.actor).select_related("user")
        return rows

    @creates(action="accounts.manage", body=HoldBody)
    def add(self, body: dict[str, Any]) -> Any:
        """Give somebody a further post or role."""
        holder: UUID = memberships_for(self.actor).get_or_404(body.pop("holder")).user_id
        return add_post(holder, **body, acting_user=self.actor)

    @command(action="accounts.manage", body=PostBody)
    def change(self, membership: Membership, body: dict[str, Any]) -> Any:
        """Move the holder to another post."""
        return change_post(membership.pk, **body, acting_user=self.actor)

    @command(action="accounts.manage", body=EndBody)
    def end(self, membership: Membership, body: dict[str, Any]) -> Any:
        """End it."""
        return end_membership(membership.pk, **body, acting_user=self.actor)


class InvitationApi(OfficeOrStation):
    """Invitations."""

    serializer_class = InvitationSerializer

    def records(self) -> RecordQuerySet:
        """Return the invitations in sight."""
        return invitations_for(self.actor)

    @creates(action="accounts.manage", body=InviteBody)
    def invite(self, body: dict[str, Any]) -> Any:
        """Invite somebody."""
        return invite(**body, acting_user=self.actor)

    @command(action="accounts.manage")
    def resend(self, invitation: Invitation, body: dict[str, Any]) -> Any:
        """Send a fresh link."""
        return resend_invitation(invitation.pk, acting_user=self.actor)

    @command(action="accounts.manage")
    def withdraw(self, invitation: Invitation, body: dict[str, Any]) -> Any:
        """Take it back."""
        return withdraw_invitation(invitation.pk, acting_user=self.actor)


class ApiKeyApi(RecordApi):
    """The caller's own keys at this place."""

    action = "accounts.view_keys"
    serializer_class = ApiKeySerializer

    def records(self) -> RecordQuerySet:
        """Return the caller's keys."""
        return keys_for(self.actor)

    @creates(action="accounts.view_keys", body=KeyBody)
    def make(self, body: dict[str, Any]) -> dict[str, Any]:
        """Make a key; `key` is shown this once. Repeating the request brings the same answer for 24 hours."""
        row, text = create_key(**body, acting_user=self.actor)
        return {**self.get_serializer(row).data, "key": text}

    @command(action="accounts.view_keys")
    def revoke(self, key: ApiKey, body: dict[str, Any]) -> Any:
        """Switch it off."""
        return revoke_key(key.pk, acting_user=self.actor)
