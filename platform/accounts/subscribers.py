"""Mails about invitations. The token is made again from the invitation, so that neither table nor history holds it."""

from django.core.mail import send_mail
from django.utils import timezone, translation
from django.utils.translation import gettext as now_

from accounts.models import Invitation
from accounts.posts import post_name
from accounts.tokens import token_of
from common.clock import business_zone
from common.history.models import History
from common.history.subscribers import subscribe
from common.pages.addresses import public_address
from common.pages.ports import ports

LANGUAGES = ("zh-hans", "en")


@subscribe("invitation.sent")
def mail_the_invitation(event: History) -> None:
    """Send the link, in both languages: we don't know yet which one the person reads."""
    row = Invitation.objects.filter(pk=event.aggregate_id, accepted_at=None, withdrawn_at=None).first()
    if row is None:
        return
    texts = []
    for language in LANGUAGES:
        with translation.override(language):
            texts.append(_text(row, event.actor_name))
    with translation.override(LANGUAGES[0]):
        subject = now_("Invitation to Stationmaster")
    send_mail(f"{subject} / Invitation to Stationmaster", "\n\n———\n\n".join(texts), None, [row.email])


def link_of(row: Invitation) -> str:
    """Return the address at which the invitation is accepted."""
    return public_address("accounts:accept", token_of(row))


def place_of(row: Invitation) -> str:
    """Return the name of the place that the invitation is for."""
    if row.station_id is None:
        return str(ports.office_label()) if row.supplier_id is None else now_("your company's supplier portal")
    return ports.stations([row.station_id]).get(row.station_id, (now_("a station"), ""))[0]


def _text(row: Invitation, inviter: str) -> str:
    facts = {
        "name": row.name,
        "inviter": inviter,
        "post": post_name(row.post, row.role),
        "place": place_of(row),
        "link": link_of(row),
        "until": timezone.localtime(row.expires_at, business_zone()).strftime("%Y-%m-%d %H:%M"),
    }
    return (
        now_(
            "Hello %(name)s,\n\n%(inviter)s invites you as %(post)s at %(place)s.\n\nOpen this link to accept; it works once, until"
            " %(until)s:\n%(link)s\n\nIf you don't expect this, do nothing."
        )
        % facts
    )
