"""Inviting, giving posts, changing and ending them."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actions import (
    add_post,
    change_post,
    end_membership,
    invite,
    resend_invitation,
    withdraw_invitation,
)
from accounts.models import Invitation, Membership
from accounts.posts import post_choices, post_name
from accounts.roles import Role
from accounts.selectors import invitations_for, memberships_for, open_invitations, people_for
from common.errors import NotYours
from common.pages import (
    ActPage,
    Button,
    ChoiceColumn,
    Column,
    Crumb,
    DetailPage,
    Fact,
    FormPage,
    ListPage,
    MomentColumn,
    NumberColumn,
    RecordTable,
)
from common.pages.tables import show_moment
from common.records import RecordQuerySet

OFFICE_CHOICES = [(role.value, role.label) for role in Role if role.place == "office"]


class PostField(forms.ChoiceField):
    """A post of the catalogue, by department."""

    def __init__(self, **extra: Any) -> None:
        super().__init__(label=_("Post"), choices=[("", "—"), *post_choices()], **extra)


class PostForm(forms.Form):
    """Which post."""

    post = PostField()


class RoleForm(forms.Form):
    """Which role at head office."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", "—"), *OFFICE_CHOICES])
    region = forms.CharField(
        label=_("Regional office"),
        max_length=20,
        required=False,
        help_text=_("For people of a regional office alone: north, northeast, east, south, southwest or northwest."),
    )


class InviteToPostForm(PostForm):
    """Whom to invite to which post."""

    field_order = ("name", "email", "post")
    name = forms.CharField(label=_("Full name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"))


class InviteToRoleForm(RoleForm):
    """Whom to invite to which role."""

    field_order = ("name", "email", "role", "region")
    name = forms.CharField(label=_("Full name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"))


class Invite(FormPage):
    """Invite somebody to head office."""

    action = "accounts.manage"
    title = _("Invite somebody")
    form_class: ClassVar[type[forms.Form]] = InviteToRoleForm
    submit_label = _("Send the invitation")
    success = _("The invitation is on its way.")
    explain = _("The person gets a mail with a link that works once, for seven days.")
    narrow = True
    lit = "accounts:people"
    back: ClassVar[tuple[Any, str]] = (_("People"), "accounts:people")

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(self.back[0], reverse(self.back[1]))]

    def perform(self, form: Any) -> str:
        """Send it."""
        invite(**form.cleaned_data, acting_user=self.actor)
        return reverse("accounts:invitations")


class InviteToPost(Invite):
    """Invite somebody to the station."""

    action = "posts.manage"
    form_class = InviteToPostForm
    lit = "accounts:posts"
    back = (_("People and posts"), "accounts:posts")


class AddPost(FormPage):
    """Give a person of head office a further role."""

    action = "accounts.manage"
    title = _("Give a further role")
    form_class: ClassVar[type[forms.Form]] = RoleForm
    narrow = True
    lit = "accounts:people"

    def record(self) -> Any:
        """Return the person."""
        person = people_for(self.actor).filter(pk=self.kwargs["pk"]).first()
        if person is None:
            raise NotYours
        return person

    def initial(self) -> dict[str, Any]:
        """Nothing is chosen."""
        return {}

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the person."""
        return [Crumb(self.object.name, reverse("accounts:person", args=[self.object.pk]))]

    def perform(self, form: Any) -> str:
        """Give it."""
        add_post(self.object.pk, **form.cleaned_data, acting_user=self.actor)
        return reverse("accounts:person", args=[self.object.pk])


class AddStationPost(AddPost):
    """Give a person of the station a further post."""

    action = "posts.manage"
    title = _("Give a further post")
    form_class = PostForm
    lit = "accounts:posts"


class ChangePost(FormPage):
    """Move a person of the station to another post."""

    action = "posts.manage"
    title = _("Change the post")
    form_class = PostForm
    narrow = True
    lit = "accounts:posts"

    def record(self) -> Membership:
        """Return the membership."""
        row: Membership = memberships_for(self.actor).select_related("user").get_or_404(self.kwargs["pk"])
        return row

    def subtitle(self) -> str:
        """Say who it is."""
        return str(self.object.user.name)

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the person."""
        return [Crumb(self.object.user.name, reverse("accounts:person", args=[self.object.user_id]))]

    def perform(self, form: Any) -> str:
        """Change it."""
        row = change_post(self.object.pk, post=form.cleaned_data["post"], acting_user=self.actor)
        return reverse("accounts:person", args=[row.user_id])


class EndMembership(ActPage):
    """End a role."""

    action = "accounts.manage"
    title = _("End the post or role")
    reason = "optional"
    danger = True
    lit = "accounts:people"

    def record(self) -> Membership:
        """Return the membership."""
        row: Membership = memberships_for(self.actor).select_related("user").get_or_404(self.kwargs["pk"])
        return row

    def subtitle(self) -> str:
        """Say whose and which."""
        return f"{self.object.user.name} · {post_name(self.object.post, self.object.role)}"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the person."""
        return [Crumb(self.object.user.name, reverse("accounts:person", args=[self.object.user_id]))]

    def perform(self, reason: Any) -> str:
        """End it."""
        row = end_membership(self.object.pk, reason=reason, acting_user=self.actor)
        return reverse("accounts:person", args=[row.user_id])


class EndPost(EndMembership):
    """End a post of the station."""

    action = "posts.manage"
    lit = "accounts:posts"


class InvitationTable(RecordTable):
    """Invitations that wait for an answer."""

    name = NumberColumn()
    email = Column()
    role = ChoiceColumn()
    created_at = MomentColumn(verbose_name=_("Sent on"))
    expires_at = MomentColumn(verbose_name=_("Valid until"))

    class Meta(RecordTable.Meta):
        model = Invitation
        fields = ("name", "email", "role", "created_at", "expires_at")
        order_by = ("-created_at",)


class Invitations(ListPage):
    """Invitations that wait for an answer, at head office."""

    action = "accounts.view"
    title = _("Invitations")
    table_class = InvitationTable
    empty = _("No invitation is open.")
    lit = "accounts:people"

    def rows(self) -> RecordQuerySet:
        """Return the open ones in sight."""
        return open_invitations(self.actor)


class StationInvitations(Invitations):
    """Invitations that wait for an answer, at a station."""

    action = "posts.view"
    lit = "accounts:posts"


class InvitationDetail(DetailPage):
    """One invitation."""

    action = "accounts.view"
    manage: ClassVar[str] = "accounts.manage"
    lit = "accounts:people"

    def record(self) -> Invitation:
        """Return the invitation."""
        row: Invitation = invitations_for(self.actor).get_or_404(self.kwargs["pk"])
        return row

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Invitations"), reverse("accounts:invitations"))]

    def title_for(self, record: Invitation) -> str:
        """Return the name."""
        return record.name

    def facts(self, record: Invitation) -> Sequence[Fact]:
        """Return for what it is and how long it holds."""
        return [
            Fact(_("E-mail"), record.email),
            Fact(_("Post"), post_name(record.post, record.role)),
            Fact(_("Sent on"), show_moment(record.created_at)),
            Fact(_("Valid until"), show_moment(record.expires_at)),
            Fact(_("Accepted on"), show_moment(record.accepted_at)),
            Fact(_("Withdrawn"), show_moment(record.withdrawn_at)),
        ]

    def buttons(self, record: Invitation) -> Sequence[Button]:
        """Send it again or take it back, while it is open."""
        if record.accepted_at or record.withdrawn_at:
            return []
        return [
            Button(_("Send again"), "accounts:resend", self.manage, (record.pk,), icon="mail"),
            Button(_("Withdraw"), "accounts:withdraw", self.manage, (record.pk,), danger=True),
        ]


class StationInvitationDetail(InvitationDetail):
    """One invitation of the station."""

    action = "posts.view"
    manage = "posts.manage"
    lit = "accounts:posts"


class InvitationAct(ActPage):
    """A step of an invitation."""

    lit = "accounts:people"

    def record(self) -> Invitation:
        """Return the invitation."""
        row: Invitation = invitations_for(self.actor).get_or_404(self.kwargs["pk"])
        return row

    def subtitle(self) -> str:
        """Say whose it is."""
        return f"{self.object.name} · {self.object.email}"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Invitations"), reverse("accounts:invitations"))]


class Resend(InvitationAct):
    """Send it again."""

    action = "accounts.manage"
    title = _("Send again")
    explain = _("The link that was sent before stops working.")

    def perform(self, reason: Any) -> str:
        """Send it."""
        return reverse("accounts:invitation", args=[resend_invitation(self.object.pk, acting_user=self.actor).pk])


class Withdraw(InvitationAct):
    """Take it back."""

    action = "accounts.manage"
    title = _("Withdraw")
    danger = True

    def perform(self, reason: Any) -> str:
        """Withdraw it."""
        withdraw_invitation(self.object.pk, acting_user=self.actor)
        return reverse("accounts:invitations")


class StationResend(Resend):
    """Send it again, at a station."""

    action = "posts.manage"


class StationWithdraw(Withdraw):
    """Take it back, at a station."""

    action = "posts.manage"
