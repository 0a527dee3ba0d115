"""From the number that people type to what the question is about: a repair order, a case of the hotline; and the vehicle behind it."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalog.models import Component, Vehicle
from catalog.selectors import failure_code_by_code, find_vehicle
from common.errors import Invalid
from common.text import Text
from network.hotline.selectors import cases_for
from network.questions.choices import Origin, QuestionError
from tenants.workshop.selectors import repair_orders_for


@dataclass(frozen=True, slots=True)
class Matter:
    """What a question is raised from, as far as the record tells."""

    reference: str = ""
    key: UUID | None = None
    vin: str = ""
    mileage_km: int | None = None
    symptom: str = ""
    failure_code: str = ""
    about: str = ""
    tried: str = ""


def matter_of(origin: Origin, number: str, *, actor: Actor) -> Matter:
    """Return what the number names, within the person's sight. Raises Invalid when that is nothing."""
    wanted = number.strip()
    if origin == Origin.REPAIR:
        return _of_repair(wanted, actor)
    if origin == Origin.CASE:
        return _of_case(wanted, actor)
    return Matter(wanted[:40])


def vehicle_of(text: str) -> Vehicle | None:
    """Return the vehicle with this VIN, end of a VIN or plate; None for an empty text. Raises Invalid for one that we don't know."""
    if not text.strip():
        return None
    found = find_vehicle(text)
    if found is None:
        raise Invalid(_("There is no vehicle with this VIN or plate."), code=QuestionError.VEHICLE, field="vehicle")
    return found


def component_of(code: str, failure_code: str) -> tuple[str, Component | None]:
    """Return the failure code as the catalogue writes it, and the component: the one chosen, else that of the failure code.

    Raises Invalid for a code that the catalogue does not have.
    """
    failure = failure_code_by_code(failure_code) if failure_code.strip() else None
    if failure_code.strip() and failure is None:
        raise Invalid(_("There is no such failure code."), code=QuestionError.CODE, field="failure_code")
    chosen = Component.objects.filter(code=code).first() if code else None
    if code and chosen is None:
        raise Invalid(_("There is no such component."), code=QuestionError.CODE, field="component")
    return (failure.code if failure else ""), chosen or (failure.component if failure else None)


def _of_repair(number: str, actor: Actor) -> Matter:
    order = repair_orders_for(actor).filter(number__iexact=number).first()
    if order is None:
        raise _unknown(_("There is no repair order with this number."))
    return Matter(
        order.number,
        order.pk,
        order.vin,
        order.mileage_km,
        failure_code=order.failure_code,
        about=order.complaint,
        tried=order.correction,
    )


def _of_case(number: str, actor: Actor) -> Matter:
    case = cases_for(actor).filter(number__iexact=number).first()
    if case is None:
        raise _unknown(_("There is no case with this number."))
    return Matter(case.number, case.pk, case.vin, symptom=case.symptom, about=case.description)


def _unknown(sentence: Text) -> Invalid:
    return Invalid(sentence, code=QuestionError.ORIGIN, field="reference")
