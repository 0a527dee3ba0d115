"""The register of the regional offices' duty phones."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.errors import Invalid, WrongState
from common.history.record import record
from network.duty.choices import DutyError
from network.duty.models import OfficePhone
from network.duty.selectors import office_phones_for
from tenants.registry.choices import Region


@transaction.atomic
def set_office_phone(region: str, *, phone: str, rings_at: str = "", acting_user: Actor) -> OfficePhone:
    """Register a regional office's duty phone, or change it; without a number the office is not drawn any more.

    Raises Invalid for a region that is none, or a number without a digit; WrongState, with the number that stands, for the second of two
    people who register the same office's first phone at once.
    """
    acting_user.require("dutychecks.phones")
    number = phone.strip()
    if region not in Region.values:
        raise Invalid(_("Choose a regional office."), code=DutyError.PHONE, field="region")
    if number and not any(one.isdigit() for one in number):
        raise Invalid(_("Give a phone number."), code=DutyError.PHONE, field="phone")
    kept = office_phones_for(acting_user).filter(region=region).first()
    before = {"phone": kept.phone, "rings_at": kept.rings_at} if kept else {}
    if kept is None:
        kept = _register(OfficePhone(region=region, phone=number, rings_at=rings_at.strip()))
    else:
        kept.change(phone=number, rings_at=rings_at.strip())
    after = {"region": region, "phone": kept.phone, "rings_at": kept.rings_at}
    record(kept, "office_phone.set", acting_user, before=before, after=after)
    return kept


def _register(fresh: OfficePhone) -> OfficePhone:
    """Write an office's first phone; of two who do so at once the second is told what the first wrote."""
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError as error:
        stands = OfficePhone.objects.get(region=fresh.region)
        sentence = now_("Somebody has just registered this office's duty phone: %(phone)s. Compare, then save again.")
        raise WrongState(
            sentence % {"phone": stands.phone or "–"}, code=DutyError.PHONE_THERE, field="phone"
        ) from error
    return fresh
