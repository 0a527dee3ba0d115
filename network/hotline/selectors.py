"""Which cases and calls a person may see, and what is already known of a caller or a vehicle."""

from uuid import UUID

from django.db.models import Q

from accounts.actors import Actor
from common.records import RecordQuerySet
from common.sealed import blind_index
from network.hotline.choices import LIVE
from network.hotline.models import Call, Case
from network.hotline.policies import plain_phone, plain_plate

PHONE = "phone"


def cases_for(actor: Actor) -> RecordQuerySet:
    """Return the cases in the person's sight: all for head office, those that it serves for a station."""
    if actor.is_station:
        return Case.objects.filter(station_id=actor.station.pk)
    return Case.objects.all() if actor.is_office and actor.roles else Case.objects.none()


def calls_for(actor: Actor) -> RecordQuerySet:
    """Return the calls: head office's alone."""
    rows = Call.objects.select_related("case", "callback")
    return rows.all() if actor.is_office and actor.roles else rows.none()


def open_cases_of_vehicle(vin: str, plate: str) -> RecordQuerySet:
    """Return the live cases about the same vehicle."""
    same = Q(pk__in=[])
    if vin:
        same |= Q(vin=vin)
    if plate:
        same |= Q(plate=plate)
    return Case.objects.filter(same, status__in=LIVE)


def open_cases_of_number(index: str, *, any_vehicle: bool) -> RecordQuerySet:
    """Return the live cases of a caller's number: those that name no vehicle, or all of them."""
    rows: RecordQuerySet = (
        Case.objects.filter(contact_phone_index=index, status__in=LIVE) if index else Case.objects.none()
    )
    return rows if any_vehicle else rows.filter(vin="", plate="")


def search_cases(actor: Actor, text: str) -> RecordQuerySet:
    """Return cases by number, plate, VIN or the caller's exact phone number."""
    wanted = plain_plate(text)
    found = Q(number__iexact=text.strip()) | Q(plate=wanted) | Q(vin=wanted)
    digits = "".join(one for one in text if one.isdigit())
    if 5 <= len(digits) <= 15 and len(digits) >= len(text.strip()) - 4:
        found |= Q(contact_phone_index=phone_index(digits))
    return cases_for(actor).filter(found)


def phone_index(phone: str) -> str:
    """Return the blind index of a number, however it is written."""
    return blind_index(PHONE, plain_phone(phone))


def case_of_client_key(key: UUID | None) -> Case | None:
    """Return the case that this form (or this key of an API client) has opened before."""
    return Case.objects.filter(client_key=key).first() if key else None
