"""What certification does when its deadlines are due, and whom it tells."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import office_people, people_at, person_at
from audit.certification.deadlines import ENDED, EXPIRES
from audit.certification.models import Certificate
from common.deadlines.keep import on_deadline
from common.deadlines.models import Deadline
from common.history.models import History
from common.history.record import record
from common.history.subscribers import subscribe
from common.pages.addresses import office_root, station_address
from common.people import Process
from common.text import Text
from desk.actions import tell
from tenants.registry.models import Station

CLOCK = Process(gettext_noop("certificates"))


@on_deadline(EXPIRES)
def note_expiry(deadline: Deadline) -> None:
    """Write down that it ends soon, or has ended, unless it was revoked or renewed meanwhile."""
    certificate = Certificate.objects.filter(pk=deadline.subject_id, revoked_at__isnull=True).first()
    if certificate is None or Certificate.objects.filter(renews=certificate).exists():
        return
    verb = "certificate.expired" if deadline.step == ENDED else "certificate.expires_soon"
    record(certificate, verb, CLOCK, after={"valid_until": certificate.valid_until})


@subscribe("certificate.expires_soon")
def tell_that_it_expires_soon(event: History) -> None:
    """Tell holder, manager and trainers that training is due."""
    _tell(event, _("Certificate %(number)s of %(name)s (%(scope)s) ends on %(day)s. Plan the renewal."), trainers=True)


@subscribe("certificate.expired")
def tell_that_it_expired(event: History) -> None:
    """Tell holder, manager and trainers that it no longer opens claims or rescues."""
    _tell(event, _("Certificate %(number)s of %(name)s (%(scope)s) ended on %(day)s and is not valid."), trainers=True)


@subscribe("certificate.revoked")
def tell_that_it_was_revoked(event: History) -> None:
    """Tell holder and manager why."""
    _tell(event, _("Certificate %(number)s of %(name)s (%(scope)s) was revoked: %(reason)s"))


@subscribe("certificate.granted")
def tell_that_it_was_granted(event: History) -> None:
    """Tell holder and manager."""
    _tell(event, _("%(name)s is certified for %(scope)s until %(day)s (%(number)s)."))


@subscribe("certificate.renewed")
def tell_that_it_was_renewed(event: History) -> None:
    """Tell holder and manager."""
    _tell(event, _("%(name)s is certified for %(scope)s until %(day)s (%(number)s)."))


def _tell(event: History, sentence: Text, *, trainers: bool = False) -> None:
    certificate = Certificate.objects.select_related("station").get(pk=event.aggregate_id)
    station: Station = certificate.station
    path = f"certification/certificates/{certificate.pk}/"
    key = f"{event.verb}:{certificate.pk}"

    def words() -> str:
        return str(sentence) % {
            "number": certificate.number,
            "name": certificate.user_name,
            "scope": certificate.get_scope_display(),
            "day": certificate.valid_until,
            "reason": certificate.revoked_reason,
        }

    tell(_concerned(certificate), words, f"{station_address(station.code)}{path}", key=key)
    if trainers:
        tell(office_people(Role.TRAINER), words, f"{office_root()}{path}", key=key)


def _concerned(certificate: Certificate) -> list[User]:
    holder = person_at(certificate.station_id, certificate.user_id)
    managers = people_at(certificate.station_id, Role.STATION_MANAGER)
    return list({person.pk: person for person in [*managers, *([holder] if holder else [])]}.values())
