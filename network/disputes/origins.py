"""From the number that people type to what the dispute is about: a rescue, a complaint, a repair order."""

from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.errors import Invalid
from common.scope import for_office
from common.text import Text
from network.dispatch.choices import OfferStatus
from network.dispatch.models import Offer
from network.dispatch.selectors import rescues_for
from network.disputes.choices import DisputeError, Origin
from network.disputes.selectors import who_handled
from network.hotline.choices import CallerLanguage, CaseKind
from network.hotline.models import Case
from network.hotline.selectors import cases_for
from tenants.workshop.selectors import repair_orders_for


@dataclass(frozen=True, slots=True)
class Matter:
    """What a dispute is about, and who dealt with it so far."""

    reference: str
    key: UUID | None = None
    station_id: UUID | None = None
    vin: str = ""
    plate: str = ""
    name: str = ""
    phone: str = ""
    language: str = CallerLanguage.ZH
    about: str = ""
    handlers: list[UUID] = field(default_factory=list)


def matter_of(origin: Origin, number: str, *, actor: Actor) -> Matter:
    """Return what the number names, within the person's sight. Raises Invalid when that is nothing.

    Head office has no sight of stations' repair orders: there the number is taken as it is typed.
    """
    wanted = number.strip()
    if origin == Origin.RESCUE:
        return _of_rescue(wanted, actor)
    if origin == Origin.CASE:
        return _of_case(wanted, actor)
    return _of_repair(wanted, actor)


def handlers_of(origin: str, key: UUID | None) -> list[UUID]:
    """Return who dealt with it, as of now."""
    if key is None:
        return []
    with for_office():
        if origin != Origin.RESCUE:
            return who_handled(key)
        offers = Offer.objects.filter(rescue_id=key)
        answered = offers.filter(status=OfferStatus.ACCEPTED, answered_by__isnull=False)
        case_id = Case.objects.filter(rescue=key).values_list("pk", flat=True).first()
        crew = {one for one in answered.values_list("answered_by", flat=True) if one is not None}
        return sorted({*who_handled(key, case_id), *crew})


def _of_rescue(number: str, actor: Actor) -> Matter:
    rescue = rescues_for(actor).filter(number__iexact=number).first()
    if rescue is None:
        raise _unknown(_("There is no rescue with this number."))
    if rescue.station_id is None:
        raise Invalid(_("No station has served this rescue."), code=DisputeError.STATION, field="reference")
    return _with_case(rescue.case, rescue.number, Origin.RESCUE, rescue.pk, rescue.station_id)


def _of_case(number: str, actor: Actor) -> Matter:
    case = cases_for(actor).filter(number__iexact=number, kind=CaseKind.COMPLAINT).first()
    if case is None:
        raise _unknown(_("There is no complaint with this number."))
    return _with_case(case, case.number, Origin.CASE, case.pk, case.station_id)


def _of_repair(number: str, actor: Actor) -> Matter:
    if not actor.is_station:
        if not number:
            raise _unknown(_("Type the number of the repair order."))
        return Matter(number[:40])
    order = repair_orders_for(actor).filter(number__iexact=number).first()
    if order is None:
        raise _unknown(_("There is no repair order with this number."))
    return Matter(
        order.number, order.pk, order.station_id, order.vin, order.plate, order.customer_name, order.customer_phone,
        about=order.complaint, handlers=handlers_of(Origin.REPAIR, order.pk),
    )  # fmt: skip


def _with_case(case: Case, number: str, origin: Origin, key: UUID, station_id: UUID | None) -> Matter:
    return Matter(
        number, key, station_id, case.vin, case.plate, case.contact_name, case.contact_phone, case.language,
        case.description, handlers_of(origin, key),
    )  # fmt: skip


def _unknown(sentence: Text) -> Invalid:
    return Invalid(sentence, code=DisputeError.ORIGIN, field="reference")
