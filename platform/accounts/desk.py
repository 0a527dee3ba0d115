"""What accounts hang into the frame."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.selectors import current_memberships, memberships_for, open_invitations, people_for
from common.pages import EVERYWHERE, OFFICE, STATION, Hit, Step, menu, say, searches, setup_steps
from common.pages.timeline import label

menu.add("admin", _("People"), "accounts:people", icon="users", action="accounts.view", order=10)
menu.add(
    "admin",
    _("People and posts"),
    "accounts:posts",
    icon="users",
    action="posts.view",
    places=(STATION,),
    order=10,
    key="e",
)
menu.add("admin", _("API keys"), "accounts:keys", icon="key", action="accounts.view_keys", places=EVERYWHERE, order=80)
say(
    {
        "invitation.sent": _("Invitation sent"),
        "invitation.withdrawn": _("Invitation withdrawn"),
        "invitation.accepted": _("Invitation accepted"),
        "membership.started": _("Post or role given"),
        "membership.changed": _("Post changed"),
        "membership.ended": _("Post or role ended"),
        "api_key.made": _("API key made"),
        "api_key.revoked": _("API key switched off"),
    }
)
label({"person": _("Person")})


def find_people(actor: Actor, q: str) -> Sequence[Hit]:
    """Find people by name or address."""
    people = people_for(actor)
    found = people.filter(name__icontains=q) | people.filter(email__icontains=q)
    return [Hit(row.name, reverse("accounts:person", args=[row.pk]), row.email, "user") for row in found[:6]]


def first_people(actor: Actor) -> list[Step]:
    """The set-up checklist of a new station: people for the posts without which nothing runs."""
    held = current_memberships().filter(pk__in=memberships_for(actor).values("pk"))
    roles = set(held.values_list("role", flat=True)) | set(open_invitations(actor).values_list("role", flat=True))
    invite = reverse("accounts:invite")
    wanted = [
        ("reception", _("Invite somebody for reception")),
        ("technician", _("Invite the technicians")),
        ("workshop", _("Invite a workshop supervisor, who does the quality check")),
        ("appraiser", _("Invite the quality appraiser, who signs claims")),
    ]
    return [Step(label, invite, role in roles) for role, label in wanted]


searches.add(kind=_("Person"), action="accounts.view", find=find_people, places=(OFFICE,), order=60)
searches.add(kind=_("Person"), action="posts.view", find=find_people, places=(STATION,), order=60)
setup_steps.add(first_people, action="posts.manage", places=(STATION,), order=10)
