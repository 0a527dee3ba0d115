"""The register of the regional offices' duty phones."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.errors import Invalid
from common.history.record import record
from network.duty.choices import DutyError
from network.duty.models import OfficePhone
from network.duty.selectors import office_phones_for
from tenants.registry.choices import Region


@transaction.atomic
def set_office_phone(region: str, *, phone: str, rings_at: str = "", acting_user: Actor) -> OfficePhone:
    """Register a regional office's duty phone, or change it; without a number the office is not drawn any more.

    Raises Invalid for a region that is none, or a number without a digit.
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
        kept = OfficePhone(region=region, phone=number, rings_at=rings_at.strip())
        kept.save(force_insert=True)
    else:
        kept.change(phone=number, rings_at=rings_at.strip())
    after = {"region": region, "phone": kept.phone, "rings_at": kept.rings_at}
    record(kept, "office_phone.set", acting_user, before=before, after=after)
    return kept
