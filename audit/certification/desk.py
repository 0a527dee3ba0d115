"""What certification hangs into the frame."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from audit.certification.choices import Standing
from audit.certification.selectors import certificates_for, expiring_for
from common.pages import OFFICE, STATION, Card, Hit, cards, menu, say, searches

BOTH = (OFFICE, STATION)
SHOWN = 5


def expiring_card(actor: Actor) -> Card:
    """Show what ends within a month and is not renewed."""
    rows = expiring_for(actor)
    count = rows.count()
    hits = [
        Hit(f"{row.user_name} · {row.get_scope_display()}", row.get_absolute_url(), row.valid_until.isoformat())
        for row in rows[:SHOWN]
    ]
    return Card(
        _("Certificates that end soon"),
        number=count,
        url=f"{reverse('certification:certificates')}?standing={Standing.EXPIRING.value}&sort=valid_until",
        tone="warn" if count else "good",
        icon="certificate",
        rows=hits,
        empty=_("None ends within a month."),
    )


def find_certificates(actor: Actor, q: str) -> Sequence[Hit]:
    """Find certificates by number or holder."""
    rows = certificates_for(actor)
    found = (rows.filter(number__icontains=q) | rows.filter(user_name__icontains=q))[:6]
    return [
        Hit(f"{row.number} {row.user_name}", row.get_absolute_url(), row.get_scope_display(), icon="certificate")
        for row in found
    ]


menu.add(
    "audit", _("Certificates"), "certification:certificates", icon="certificate", action="certification.view", places=BOTH,
    order=30, words="资质 证书 鉴定员 certificate",
)  # fmt: skip
menu.add(
    "audit", _("Courses"), "certification:courses", icon="school", action="certification.view", places=BOTH, order=40
)
cards.add(expiring_card, action="certification.view", places=BOTH, order=60)
searches.add(kind=_("Certificate"), find=find_certificates, action="certification.view", places=BOTH, order=50)
say(
    {
        "certificate.granted": _("Granted"),
        "certificate.renewed": _("Granted as a renewal"),
        "certificate.revoked": _("Revoked"),
        "certificate.expires_soon": _("Ends within a month"),
        "certificate.expired": _("Ended"),
        "course.created": _("Course added"),
        "course.changed": _("Course changed"),
    }
)
